using Quiver.GFlowNet.Torch;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Tests.Evaluation;
using Quiver.Tests;
using TorchSharp;

namespace Quiver.TemporalGraphs.Tests.Models;

/// <summary>Neural models on a device of their own: every tensor is there, and a card trains as the CPU does.</summary>
[Collection(TorchCollection.Name)]
public sealed class LinkDeviceTests
{
    private const int Nodes = 16;

    public static TheoryData<string> Names => [.. LinkModels.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_OnTheCpuByName_DrawsAndTrainsBitForBit(string name)
    {
        using var plain = LinkModels.Create(name, Options);
        using var placed = LinkModels.Create(name, Options, torch.CPU);
        Assert.Equal(Losses(plain), Losses(placed));
        foreach (var (first, second) in plain.named_parameters().Zip(placed.named_parameters()))
        {
            Assert.Equal(first.name, second.name);
            Assert.Equal(first.parameter.detach().data<float>().ToArray(), second.parameter.detach().data<float>().ToArray());
        }
    }

    // The device "meta", whose tensors have shapes and no numbers, stands in for a card: it is on every machine.
    [Theory]
    [MemberData(nameof(Names))]
    public void Create_OnAnotherDevice_PutsEveryParameterThere(string name)
    {
        using var model = LinkModels.Create(name, Options with { TimeDecoder = !LinkModels.EventNames.Contains(name) }, torch.META);
        using var plain = LinkModels.Create(name, Options with { TimeDecoder = !LinkModels.EventNames.Contains(name) });
        Assert.Equal(DeviceType.META, model.Device.type);
        Assert.Equal(DeviceType.CPU, plain.Device.type);
        Assert.All(model.named_parameters(), p => Assert.Equal(DeviceType.META, p.parameter.device_type));
        Assert.Equal(plain.named_parameters().Select(p => (p.name, string.Join(',', p.parameter.shape))), model.named_parameters().Select(p => (p.name, string.Join(',', p.parameter.shape))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Category", "GPU")]
    public void Train_OnCuda_LosesAsOnTheCpu(string name)
    {
        TorchLibrary.Load();
        Assert.SkipUnless(torch.TryInitializeDeviceType(DeviceType.CUDA) && torch.cuda.is_available(), "this machine has no CUDA device");
        using var here = LinkModels.Create(name, Options);
        using var there = LinkModels.Create(name, Options, torch.CUDA);
        // Weights at rest: every pass gives the sums of the same numbers in another order, so they agree in all but the last digits.
        var (rest, still) = (Losses(here, 0), Losses(there, 0));
        Assert.All(rest.Zip(still), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, pair.First)));

        // Adam divides by the size of a gradient, so where that is nearly nothing its rounding becomes a step: nearby after two epochs.
        var (expected, drawn) = (Losses(here), Losses(there));
        Console.WriteLine($"  {name}: losses {Text(expected)} on the CPU, {Text(drawn)} on the card; at rest {Text(rest)} and {Text(still)}");
        Assert.All(expected.Zip(drawn), pair => Assert.Equal(pair.First, pair.Second, 1e-3 * Math.Max(1, pair.First)));

        static string Text(double[] losses) => string.Join(", ", losses.Select(static l => $"{l:F7}"));
    }

    private static LinkModelOptions Options => new() { Nodes = Nodes, Size = 16, Neighbors = 4, Seed = 7 };

    private static double[] Losses(LinkModel model, double rate = 3e-3)
    {
        using var learner = new LinkModelLearner(model, Data(), new LinkTrainOptions
        {
            Seed = 3,
            Epochs = 2,
            LearningRate = rate,
            Freshness = model is SnapshotLinkModel ? Freshness.PerSnapshot(20) : Freshness.PerBatch(16),
        });
        return [learner.Pass(0, null, CancellationToken.None)!.Value, learner.Pass(1, null, CancellationToken.None)!.Value];
    }

    private static LinkSplit Data()
    {
        var sources = Enumerable.Range(0, 160).Select(i => i * 7 % 8).ToArray();
        return Ranks.Split(sources, Array.ConvertAll(sources, s => 8 + ((s * 3) % 8)), Enumerable.Range(0, 160).Select(i => 2.0 * i).ToArray(), 120, 140);
    }
}
