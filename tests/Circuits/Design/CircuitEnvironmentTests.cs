using System.Collections.Immutable;
using Quiver.Circuits.Design;
using Quiver.Circuits.Problems;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Training;
using Quiver.Hamiltonians.Pauli;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Design;

[Collection(TorchCollection.Name)]
public sealed class CircuitEnvironmentTests
{
    [Fact]
    public void Masks_OfAllStates_AgreeForwardAndBackward()
    {
        using var environment = Create();
        var parents = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var frontier = new Queue<long[]>([environment.InitialState()]);
        var seen = new Dictionary<string, long[]>(StringComparer.Ordinal) { [Name(environment.InitialState())] = environment.InitialState() };
        while (frontier.TryDequeue(out var state))
        {
            foreach (var action in Allowed(environment, state))
            {
                var child = (long[])state.Clone();
                environment.Step(child, action);
                parents.TryAdd(Name(child), []);
                parents[Name(child)].Add(Name(state));
                if (seen.TryAdd(Name(child), child))
                {
                    frontier.Enqueue(child);
                }
            }
        }

        // Undoing a gate leads to every state it was reached from; what else it leads to is a circuit with a pointless gate.
        Assert.InRange(seen.Count, 60, 1000);
        foreach (var (name, state) in seen)
        {
            var mask = new bool[environment.ActionCount];
            environment.BackwardMask(state, mask);
            var undone = new HashSet<string>(StringComparer.Ordinal);
            for (var action = 0; action < mask.Length - 1; action++)
            {
                if (mask[action])
                {
                    var parent = (long[])state.Clone();
                    environment.StepBack(parent, action);
                    undone.Add(Name(parent));
                }
            }

            Assert.Equal(parents.TryGetValue(name, out var known) ? known.Order(StringComparer.Ordinal) : [], undone.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void States_AreDistinctUpToTheOrderOfCommutingGates()
    {
        using var environment = Create();
        using var graph = StateGraph.Build(environment);
        var gates = environment.Gates;
        var words = new HashSet<string>(StringComparer.Ordinal);
        Enumerate([]);
        Assert.Equal(words.Count, graph.Count);

        // The slow twin: all sequences of useful gates, each brought into canonical order.
        void Enumerate(List<int> word)
        {
            words.Add(string.Join(',', CanonicalWord.Of(gates, word.Select(w => (long)w).ToArray(), 3)));
            if (word.Count == 3)
            {
                return;
            }

            var last = Enumerable.Repeat(-1, gates.Qubits).ToArray();
            uint moved = 0;
            foreach (var w in word)
            {
                moved = gates.Moved(w, moved);
                foreach (var q in gates.Gates[w].Qubits)
                {
                    last[q] = w;
                }
            }

            for (var g = 0; g < gates.Gates.Count; g++)
            {
                if (!gates.IsRedundant(g, last, moved))
                {
                    Enumerate([.. word, g]);
                }
            }
        }
    }

    [Fact]
    public void Gadgets_AsActions_LeadToTheSameCircuitsAndBack()
    {
        using var plain = Create();
        using var environment = Create(withGadgets: true);
        Assert.Equal(plain.ActionCount + 6, environment.ActionCount);
        using var states = StateGraph.Build(plain);
        using var graph = StateGraph.Build(environment);
        Assert.Equal(states.Count, graph.Count);
        Assert.True(graph.Children.Length > states.Children.Length, "no gadget is ever allowed");
        EnvironmentCheck.Run(environment);

        // Every step of a gadget is taken back by one, and is what its gates one by one lead to.
        var taken = 0;
        var queue = new Queue<long[]>([environment.InitialState()]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var forward = new bool[environment.ActionCount];
        var backward = new bool[environment.ActionCount];
        while (queue.TryDequeue(out var state))
        {
            foreach (var action in Allowed(environment, state).ToArray())
            {
                var child = (long[])state.Clone();
                environment.Step(child, action);
                environment.BackwardMask(child, backward);
                Assert.True(backward[action]);
                if (action >= environment.Gates.Gates.Count)
                {
                    taken++;
                    var single = (long[])state.Clone();
                    foreach (var gate in environment.Gadgets[action - environment.Gates.Gates.Count])
                    {
                        environment.ForwardMask(single, forward);
                        Assert.True(forward[gate]);
                        environment.Step(single, gate);
                    }

                    Assert.Equal(single, child);
                }

                if (seen.Add(Name(child)))
                {
                    queue.Enqueue((long[])child.Clone());
                }

                environment.StepBack(child, action);
                Assert.Equal(state, child);
            }
        }

        Assert.InRange(taken, 8, 10_000);
    }

    [Theory]
    [InlineData("vargrad", false)]
    [InlineData("tb", false)]
    [InlineData("vargrad", true)]
    public void TrainedSampler_OnAllCircuitsOfThreeGates_DrawsThemInProportionToTheReward(string objective, bool withGadgets)
    {
        TorchSharp.torch.set_num_threads(1);
        using var environment = Create(withGadgets);
        var options = new TrainingOptions
        {
            Objective = objective is "tb" ? new TrajectoryBalance() : new LogPartitionVariance(),
            Iterations = 800,
            Batch = 64,
            LearningRate = new Schedule(ScheduleKind.Cosine, 5e-3, 1e-5),
            Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 128 } },
        };
        using var trainer = new GFlowNetTrainer(environment, options);
        for (var i = 0; i < options.Iterations; i++)
        {
            trainer.Step();
        }

        using var graph = StateGraph.Build(environment);
        var target = ExactDistribution.OfReward(ExactDistribution.LogRewards(graph, environment));
        Assert.True(target.Max() < 0.5, "one circuit takes it all: nothing would be tested");
        Assert.InRange(DistributionComparison.Of(ExactDistribution.OfPolicy(graph, environment, trainer.Policy), target).TotalVariation, 0, 0.02);
    }

    // All circuits of at most three gates of {RX, RY, RZ, CX} on two qubits, for a random-looking observable.
    private static CircuitEnvironment Create(bool withGadgets = false)
    {
        TorchLibrary.Load();
        var builder = new PauliSumBuilder(2);
        foreach (var (label, coefficient) in new[] { ("XX", 0.5), ("ZZ", 0.7), ("ZI", -0.4), ("IX", 0.3) })
        {
            builder.Add(PauliString.Parse(label), coefficient);
        }

        var problem = new ObservableProblem("two qubits", builder.Build());
        var gates = GateSet.Hardware(2);
        var weights = new DesignWeights { Sharpness = 1, Floor = 0.05, Cx = 0.2, Depth = 0.1, Parameter = 0.1, Gate = 0.1 };
        var library = new GadgetLibrary(
            [Entry("RY 0; CX 0,1"), Entry("CX 0,1; RY 1; CX 0,1"), Entry("RY 0; RY 1; CX 0,1")], ["hardware"], 1, 2);
        return new CircuitEnvironment(gates, 3, new DesignReward(problem, gates, new DesignScore(weights, -1.5, 1), 1, starts: 2))
        {
            Gadgets = withGadgets ? new GadgetPlacements(gates, library).Words(gates, 6) : [],
        };
    }

    private static GadgetEntry Entry(string text)
    {
        ImmutableArray<DesignGate> gates = [.. text.Split("; ").Select(CircuitWord.ParseGate)];
        return new GadgetEntry(gates, [[.. gates.Where(static g => g.HasAngle).Select(static _ => 0.25)]], 2, 2, 1, 1);
    }

    private static string Name(long[] state) => string.Join(',', state);

    private static IEnumerable<int> Allowed(CircuitEnvironment environment, long[] state)
    {
        var mask = new bool[environment.ActionCount];
        environment.ForwardMask(state, mask);
        return Enumerable.Range(0, environment.ActionCount - 1).Where(a => mask[a]);
    }
}
