using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Environments;

/// <summary>What every environment promises, checked on every state of a small one.</summary>
[Collection(TorchCollection.Name)]
public sealed class EnvironmentPropertyTests
{
    public static TheoryData<string> Names => SmallEnvironments.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void StepBack_AfterStep_ReturnsTheState(string name)
    {
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create(name);
        using var graph = StateGraph.Build(environment);
        var pairs = environment.ForwardMask(graph.States).narrow(1, 0, environment.ExitAction).nonzero();
        var before = graph.States.index_select(0, pairs.select(1, 0));
        var actions = pairs.select(1, 1).contiguous();
        var after = environment.Step(before, actions);
        Assert.True(environment.BackwardMask(after).gather(1, actions.unsqueeze(1)).all().item<bool>(), "a step taken cannot be taken back");
        Assert.True(environment.StepBack(after, actions).eq(before).all().item<bool>(), "the step back leads elsewhere");
        Assert.False(after.eq(before).all(1).any().item<bool>(), "a step changes nothing");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_AfterStepBack_ReturnsTheState(string name)
    {
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create(name);
        using var graph = StateGraph.Build(environment);
        var pairs = environment.BackwardMask(graph.States).nonzero();
        var before = graph.States.index_select(0, pairs.select(1, 0));
        var actions = pairs.select(1, 1).contiguous();
        var parent = environment.StepBack(before, actions);
        Assert.True(environment.ForwardMask(parent).gather(1, actions.unsqueeze(1)).all().item<bool>(), "a parent does not allow the step");
        Assert.True(environment.Step(parent, actions).eq(before).all().item<bool>(), "the step leads elsewhere");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Graph_BackwardEdges_AreTheForwardEdges(string name)
    {
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create(name);
        using var graph = StateGraph.Build(environment);
        Assert.Equal(graph.Children.Length, environment.BackwardMask(graph.States).sum().item<long>());
        Assert.Equal(graph.Count, environment.Keys(graph.States).data<long>().ToArray().Distinct().Count());
        var starts = environment.BackwardMask(graph.States).any(1).logical_not();
        Assert.Equal(1, starts.sum().item<long>());
        for (var i = 0; i < graph.Count; i++)
        {
            for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++)
            {
                Assert.True(graph.Children[e] > i, "a child comes before its parent");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Exit_LeavesTheStateAlone(string name)
    {
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create(name);
        using var graph = StateGraph.Build(environment);
        var exit = full([graph.Count], environment.ExitAction, ScalarType.Int64);
        Assert.True(environment.Step(graph.States, exit).eq(graph.States).all().item<bool>());
        Assert.True(environment.StepBack(graph.States, exit).eq(graph.States).all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tokens_AreDistinctPerStateAndInRange(string name)
    {
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create(name);
        using var graph = StateGraph.Build(environment);
        var tokens = environment.Tokens(graph.States);
        Assert.Equal([graph.Count, environment.TokenCount], tokens.shape);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < graph.Count; i++)
        {
            var row = SmallEnvironments.Row(tokens, i);
            Assert.All(row, t => Assert.InRange(t, 0, environment.Vocabulary - 1));
            Assert.Equal(row.Length, row.Distinct().Count());
            Assert.True(seen.Add(string.Join(',', row.Order())), "two states look alike to a policy");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void HostTwin_AgreesWithTensors(string name)
    {
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create(name);
        var host = (IHostEnvironment)environment;
        using var graph = StateGraph.Build(environment);
        var mask = environment.ForwardMask(graph.States);
        var tokens = environment.Tokens(graph.States);
        for (var i = 0; i < graph.Count; i++)
        {
            var state = SmallEnvironments.Row(graph.States, i);
            var allowed = new bool[environment.ActionCount];
            host.ForwardMask(state, allowed);
            Assert.Equal(mask.select(0, i).contiguous().data<bool>().ToArray(), allowed);
            var words = new int[environment.TokenCount];
            host.Tokens(state, words);
            Assert.Equal(SmallEnvironments.Row(tokens, i), words.Select(t => (long)t));
            for (var a = 0; a < environment.ExitAction; a++)
            {
                if (allowed[a])
                {
                    var next = (long[])state.Clone();
                    host.Step(next, a);
                    using var stepped = environment.Step(tensor(state).unsqueeze(0), tensor(new long[] { a }));
                    Assert.Equal(SmallEnvironments.Row(stepped, 0), next);
                }
            }
        }
    }

    [Theory]
    [InlineData("grid", 16)]
    [InlineData("grid3", 125)]
    [InlineData("bits", 31)]
    [InlineData("unordered", 25)]
    [InlineData("ising", 81)]
    [InlineData("partitions", 203)]
    [InlineData("words", 121)]
    [InlineData("chains", 121)]
    [InlineData("dags", 543)]
    [InlineData("trees", 124)]
    public void Graph_Count_IsTheClosedForm(string name, int count)
    {
        // Trees of depth 4 have 2^5 - 1 nodes; any-order writing has (values + 1)^places states; partial partitions of 5
        // items number sum over k of C(5, k) Bell(k) = Bell(6) = 203. Words of up to 4 of 3 letters: 1 + 3 + 9 + 27 + 81; 4 nodes have 543 acyclic graphs;
        // trees of 3 to 6 taxa: 1 + 3 + 15 + 105.
        using var environment = SmallEnvironments.Create(name);
        using var graph = StateGraph.Build(environment);
        Assert.Equal(count, graph.Count);
        Assert.Equal(environment.StateCount ?? count, graph.Count);
    }

    [Fact]
    public void Graph_OverTheLimit_SaysSo()
    {
        using var environment = new Hypergrid(4, 32);
        var error = Assert.Throws<Quiver.Core.Runs.InputException>(() => StateGraph.Build(environment, 1000));
        Assert.Contains("1,000 states", error.Message, StringComparison.Ordinal);
    }
}
