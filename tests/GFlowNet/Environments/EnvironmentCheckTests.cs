using CsCheck;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Training;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Environments;

[Collection(TorchCollection.Name)]
public sealed class EnvironmentCheckTests
{
    public static TheoryData<Fault, string> Faults => new()
    {
        { Fault.DeadEnd, "dead end" },
        { Fault.BackwardMaskTooSmall, "BackwardMask" },
        { Fault.BackwardMaskTooLarge, "walking back" },
        { Fault.BackwardFromStart, "back from the initial state" },
        { Fault.StepBackElsewhere, "StepBack" },
        { Fault.TooShort, "MaximumLength is 5" },
        { Fault.CollidingKeys, "Keys gives the number" },
        { Fault.MaskWidth, "ForwardMask must give [batch, 3]" },
        { Fault.MaskType, "truth values" },
        { Fault.BackwardMaskWidth, "BackwardMask must give [batch, 2]" },
        { Fault.StepWidth, "Step must give [batch, 2]" },
        { Fault.StepInPlace, "Step changes the states" },
        { Fault.ExitMoves, "exit must leave a state as it is" },
        { Fault.TokenOutside, "outside 0 to 7" },
        { Fault.TokenTwice, "a token twice" },
        { Fault.InitialWidth, "InitialState has 3 numbers" },
        { Fault.NotFixedLength, "FixedLength promises" },
        { Fault.NotAllTerminal, "AllStatesTerminal" },
        { Fault.HostMask, "in plain memory" },
        { Fault.HostStep, "Step in plain memory" },
        { Fault.HostTokens, "Tokens of one state in plain memory" },
        { Fault.Cycle, "BackwardMask" },
        { Fault.NotAppending, "AppendsOnly" },
    };

    public static TheoryData<Fault, string> RewardFaults => new()
    {
        { Fault.RewardNaN, "is NaN" },
        { Fault.RewardZero, "must be finite" },
        { Fault.RewardShape, "LogReward must give [batch]" },
        { Fault.PartialReward, "PartialLogReward" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void BrokenEnvironment_IsNamed_ByTheCheckAndByTheTrainer(Fault fault, string named)
    {
        using var environment = new FaultyStairs(fault);
        Assert.Contains(named, Assert.Throws<EnvironmentFaultException>(() => EnvironmentCheck.Run(environment)).Message, StringComparison.Ordinal);
        using var again = new FaultyStairs(fault);
        var error = Record.Exception(() =>
        {
            using var trainer = new GFlowNetTrainer(again, new TrainingOptions { Batch = 4, Policy = new() { Trunk = new MlpTrunkOptions { Hidden = 8 } } });
            trainer.Step();
        });
        Assert.True(error is EnvironmentFaultException or ArgumentException, error?.ToString() ?? "no error");
    }

    [Theory]
    [MemberData(nameof(RewardFaults))]
    public void BrokenReward_IsNamed(Fault fault, string named)
    {
        using var environment = new FaultyStairs(fault);
        Assert.Contains(named, Assert.Throws<EnvironmentFaultException>(() => EnvironmentCheck.Run(environment)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NaNReward_InTraining_NamesTheObject()
    {
        using var environment = new FaultyStairs(Fault.RewardNaN);
        using var trainer = new GFlowNetTrainer(environment, new TrainingOptions { Batch = 256, Policy = new() { Trunk = new MlpTrunkOptions { Hidden = 8 } } });
        var error = Assert.Throws<TrainingDivergedException>(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                trainer.Step();
            }
        });
        Assert.Equal("log R", error.Term);
        Assert.Contains("log R of '3 3' is NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CollidingKeys_AreFoundByEnumeration()
    {
        using var environment = new FaultyStairs(Fault.CollidingKeys);
        Assert.Throws<EnvironmentFaultException>(() => { StateGraph.Build(environment); });
    }

    public static TheoryData<string> Sound => SmallEnvironments.Names;

    [Theory]
    [MemberData(nameof(Sound))]
    public void SoundEnvironments_Pass(string name)
    {
        using var environment = SmallEnvironments.Create(name);
        Gen.Int[0, 1000].Sample(seed => EnvironmentCheck.Run(environment, 4, seed), iter: 10, threads: 1);
        using var stairs = new FaultyStairs(Fault.None);
        EnvironmentCheck.Run(stairs);
    }

    [Fact]
    public void LargeEnvironments_PassWithinTheLimit()
    {
        using var grid = new Hypergrid(100, 6);
        using var ising = DiscreteEbm.Ising(16, 0.2);
        using var bits = new BitSequence(32, 16, new BitSequenceRewardOptions(3));
        foreach (var environment in new DiscreteEnvironment[] { grid, ising, bits })
        {
            EnvironmentCheck.Run(environment, 4);
        }
    }

    [Fact]
    public void TrainersCheck_ChangesNoNumber()
    {
        // The check walks with a generator of its own: two trainers, one of which has walked before, agree.
        using var environment = new Hypergrid(2, 6);
        EnvironmentCheck.Run(environment, 8, 5);
        using var a = new GFlowNetTrainer(environment, new TrainingOptions { Policy = new() { Trunk = new MlpTrunkOptions { Hidden = 8 } } });
        using var fresh = new Hypergrid(2, 6);
        using var b = new GFlowNetTrainer(fresh, new TrainingOptions { Policy = new() { Trunk = new MlpTrunkOptions { Hidden = 8 } } });
        Assert.Equal(a.Step().Loss, b.Step().Loss);
    }
}
