using System.Security.Cryptography;
using System.Text;
using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Sampling;

[Collection(TorchCollection.Name)]
public sealed class RandomnessTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sample_LargerBatch_BeginsWithTheSameTrajectories(bool tensorsOnly)
    {
        // A row's numbers depend on nothing but its own step and place: neither threads nor other rows matter.
        using var scope = NewDisposeScope();
        using var environment = new Hypergrid(3, 6);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 64 } }, PolicyParts.Forward, 9);
        var exploration = new Exploration(0.2, 1.5, 0.5, 3);
        var sampler = new ForwardSampler(environment, policy) { TensorsOnly = tensorsOnly };
        using var few = sampler.Sample(5, new CounterRandom(8), exploration);
        using var many = sampler.Sample(300, new CounterRandom(8), exploration);
        Assert.True(few.Lengths.eq(many.Lengths.narrow(0, 0, 5)).all().item<bool>());
        Assert.True(few.Actions.eq(many.Actions.narrow(0, 0, few.Steps).narrow(1, 0, 5)).all().item<bool>());
        Assert.True(few.Terminal.eq(many.Terminal.narrow(0, 0, 5)).all().item<bool>());
    }

    [Fact]
    public void Sample_Again_DrawsOtherTrajectories()
    {
        using var scope = NewDisposeScope();
        using var environment = new Hypergrid(3, 6);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 16 } }, PolicyParts.Forward, 9);
        var random = new CounterRandom(8);
        var sampler = new ForwardSampler(environment, policy);
        using var first = sampler.Sample(50, random, new Exploration(1));
        using var second = sampler.Sample(50, random, new Exploration(1));
        Assert.False(first.Terminal.eq(second.Terminal).all().item<bool>());
        Assert.Equal(2UL, random.Used);
    }

    [Fact]
    public void Checkpoint_OfAnOlderFormat_IsRefusedInOneSentence()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        using var environment = new Hypergrid(2, 4);
        using var trainer = new GFlowNetTrainer(environment, new TrainingOptions { Batch = 4, Iterations = 2, Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 8 } } });
        trainer.Step();
        Checkpoint.Save(trainer, file);

        // Layout 2 kept the state of a torch generator in place of two integers.
        var bytes = File.ReadAllBytes(file)[..^32];
        var place = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes("\"Layout\":3"));
        Assert.True(place > 0);
        bytes[place + 9] = (byte)'2';
        File.WriteAllBytes(file, [.. bytes, .. SHA256.HashData(bytes)]);
        Assert.Contains("(layout 2), not of a GFlowNet run (layout 3)", Assert.Throws<InputException>(() => Checkpoint.Load(trainer, file)).Message, StringComparison.Ordinal);
    }
}
