using Quiver.GFlowNet.BayesianNetworks;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Tests.Environments;
using Quiver.Tests;

namespace Quiver.GFlowNet.Tests.BayesianNetworks;

[Collection(TorchCollection.Name)]
public sealed class ParentSetsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AcyclicCount_IsThatOfAllGraphsWithoutACycle(int nodes)
    {
        var pairs = (from i in Enumerable.Range(0, nodes) from j in Enumerable.Range(0, nodes) where i != j select (i, j)).ToArray();
        var count = Enumerable.Range(0, 1 << pairs.Length).Count(bits => !Paths(Graph(nodes, pairs, bits)).Where((_, k) => k % (nodes + 1) == 0).Any(cycle => cycle));
        Assert.Equal(count, ParentSets.AcyclicCount(nodes));
    }

    [Theory]
    [InlineData(5, 29_281)]
    [InlineData(6, 3_781_503)]
    [InlineData(32, long.MaxValue)]
    public void AcyclicCount_IsThePublishedOne(int nodes, long count) => Assert.Equal(count, ParentSets.AcyclicCount(nodes));

    [Fact]
    public void Environment_OfFiveNodes_HasAllGraphs()
    {
        using var environment = new AcyclicGraphs(["a", "b", "c", "d", "e"], new StructureReward(new BgeScore(SmallEnvironments.Points(20, 5, 1))));
        using var graph = StateGraph.Build(environment);
        Assert.Equal(29_281, graph.Count);
        Assert.Equal(29_281, graph.Terminals.Length);
    }

    [Fact]
    public void AncestorsBlanketsAndDistance_AreThoseOfTheDefinitions()
    {
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            var n = 2 + random.Next(6);
            var (a, b) = (LinearGaussianNetwork.ErdosRenyi(n, random.NextDouble() * n * (n - 1) / 2, 1, random).Parents.ToArray(), LinearGaussianNetwork.ErdosRenyi(n, n / 2.0 - 0.5, 1, random).Parents.ToArray());
            var (ancestors, blankets, paths) = (new long[n], new long[n], Paths(a));
            ParentSets.Ancestors(a, ancestors);
            ParentSets.MarkovBlankets(a, blankets);
            var distance = 0;
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    Assert.Equal(paths[(i * n) + j], (ancestors[j] >> i & 1) != 0);
                    var shared = Enumerable.Range(0, n).Any(c => Edge(a, i, c) && Edge(a, j, c));
                    Assert.Equal(i != j && (Edge(a, i, j) || Edge(a, j, i) || shared), (blankets[i] >> j & 1) != 0);
                    distance += i < j && (Edge(a, i, j) != Edge(b, i, j) || Edge(a, j, i) != Edge(b, j, i)) ? 1 : 0;
                }
            }

            Assert.Equal(distance, ParentSets.HammingDistance(a, b));
            Assert.Equal(0, ParentSets.HammingDistance(a, a));
        }
    }

    internal static bool Edge(long[] parents, int from, int to) => (parents[to] >> from & 1) != 0;

    internal static long[] Graph(int nodes, (int From, int To)[] pairs, int bits)
    {
        var parents = new long[nodes];
        for (var k = 0; k < pairs.Length; k++)
        {
            parents[pairs[k].To] |= (long)(bits >> k & 1) << pairs[k].From;
        }

        return parents;
    }

    // Floyd and Warshall: [from * n + to], whether there is a directed path of at least one edge.
    internal static bool[] Paths(long[] parents)
    {
        var n = parents.Length;
        var paths = (from i in Enumerable.Range(0, n) from j in Enumerable.Range(0, n) select Edge(parents, i, j)).ToArray();
        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    paths[(i * n) + j] |= paths[(i * n) + k] && paths[(k * n) + j];
                }
            }
        }

        return paths;
    }
}
