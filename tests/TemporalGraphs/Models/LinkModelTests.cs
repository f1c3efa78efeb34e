using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Training;
using Quiver.Tests;
using TorchSharp;
using Quiver.TemporalGraphs.Tests.Evaluation;

namespace Quiver.TemporalGraphs.Tests.Models;

[Collection(TorchCollection.Name)]
public sealed class LinkModelTests
{
    private const int Nodes = 12;

    public static TheoryData<string> Names => [.. LinkModels.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_OtherEdges_OtherScores(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var model = Create(name);
        using var gradients = torch.no_grad();
        var first = ScoreAfter(model, Cycle(1));
        var second = ScoreAfter(model, Cycle(3));
        var again = ScoreAfter(model, Cycle(1));
        Assert.True((first - second).abs().max().item<float>() > 1e-5f, "the encoder does not read the edges");
        Assert.True(torch.allclose(first, again), "Reset does not forget");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_AfterThreeSnapshots_GradientsReachAllParameters(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var model = Create(name);
        var data = Cycle(1);
        model.Reset();
        using (torch.no_grad())
        {
            model.Take(data.Events, 0, 8);
            model.Prepare();
            model.Take(data.Events, 8, 16);
            model.Prepare();
        }

        model.Take(data.Events, 16, 24);
        var loss = Score(model).log_softmax(1).select(1, 3).sum();
        (model.RegularizationLoss() is { } extra ? loss + extra : loss).backward();
        foreach (var (parameterName, parameter) in model.named_parameters())
        {
            Assert.True(parameter.grad is not null && parameter.grad.abs().sum().item<float>() > 0, $"no gradient at {parameterName}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_AllAtOnce_EqualsOneCandidateAtATime(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var model = Create(name);
        using var gradients = torch.no_grad();
        var data = Cycle(1);
        model.Reset();
        model.Take(data.Events, 0, 24);
        var all = Score(model);
        for (var c = 0; c < Nodes; c++)
        {
            var one = model.Score([0, 1, 2], [100, 100, 100], 100, torch.tensor(new long[] { c }));
            Assert.True(torch.allclose(all.narrow(1, c, 1), one, 1e-4, 1e-4), $"candidate {c}");
        }
    }

    [Theory]
    [InlineData("gcn")]
    [InlineData("gclstm")]
    [InlineData("evolvegcn-o")]
    [InlineData("roland")]
    [InlineData("htgn")]
    [InlineData("gcmrnn")]
    [InlineData("axial")]
    public void TimeDecoder_BeginsAsHold_AndLearnsToRead(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var model = LinkModels.Create(name, new LinkModelOptions { Nodes = Nodes, Size = 8, Seed = 5, TimeDecoder = true });
        using var holding = Create(name);
        var candidates = torch.arange(Nodes, torch.int64);
        foreach (var m in new[] { model, holding })
        {
            m.Reset();
            m.Take(Cycle(1).Events, 0, 24);
        }

        var early = model.Score([0], [47], 47, candidates);
        Assert.True(torch.allclose(early, holding.Score([0], [47], 47, candidates), 1e-5, 1e-6));
        Assert.True(torch.allclose(early, model.Score([0], [500], 500, candidates), 1e-5, 1e-6), "untrained scores must hold");
        model.Score([0], [500], 500, candidates).log_softmax(1).select(1, 3).sum().backward();
        var drift = model.named_parameters().Single(p => p.name.EndsWith("drift", StringComparison.Ordinal)).parameter;
        Assert.True(drift.grad is not null && drift.grad.abs().sum().item<float>() > 0, "the time does not reach the decoder");
        using (torch.no_grad())
        {
            drift.sub_(drift.grad);
        }

        Assert.False(torch.allclose(model.Score([0], [47], 47, candidates), model.Score([0], [500], 500, candidates), 1e-5, 1e-6));
        Assert.True(torch.allclose(model.Score([0], [46], 46, candidates), model.Score([0], [3], 3, candidates)), "there is no time before the last event");
    }

    [Fact]
    public void TimeDecoder_OfAnEventModel_IsRefused()
        => Assert.Contains("snapshot models", Assert.Throws<InputException>(() => LinkModels.Create("tgn", new LinkModelOptions { Nodes = 3, TimeDecoder = true })).Message, StringComparison.Ordinal);

    [Fact]
    public void Create_UnknownName_SaysWhichExist()
        => Assert.Contains("gclstm", Assert.Throws<InputException>(() => Create("gcm")).Message, StringComparison.Ordinal);

    [Fact]
    public void Create_ChebyshevOrderOne_IsRefused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => LinkModels.Create("gclstm", new LinkModelOptions { Nodes = 3, ChebyshevOrder = 1 }));

    private static LinkModel Create(string name) => LinkModels.Create(name, new LinkModelOptions { Nodes = Nodes, Size = 8, Neighbors = 4, Seed = 5 });

    private static torch.Tensor ScoreAfter(LinkModel model, LinkSplit data)
    {
        model.Reset();
        model.Take(data.Events, 0, 24);
        return Score(model).clone();
    }

    private static torch.Tensor Score(LinkModel model) => model.Score([0, 1, 2], [100, 100, 100], 100, torch.arange(Nodes, torch.int64));

    // Every node meets the node a fixed number of steps ahead, twice, so that models with pair states see repeated pairs.
    private static LinkSplit Cycle(int step)
    {
        var sources = Enumerable.Range(0, 24).Select(i => i % Nodes).ToArray();
        return Ranks.Split(sources, Array.ConvertAll(sources, s => (s + step) % Nodes), Enumerable.Range(0, 24).Select(i => 2.0 * i).ToArray(), 12, 18);
    }
}
