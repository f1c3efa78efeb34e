using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using Quiver.GFlowNet.BayesianNetworks;
using Quiver.GFlowNet.Tests.Environments;

namespace Quiver.GFlowNet.Tests.BayesianNetworks;

public sealed class BgeScoreTests
{
    [Theory]
    [InlineData(3, 7)]
    [InlineData(4, 11)]
    public void Of_GraphsWithTheSameSkeletonAndColliders_IsTheSame(int nodes, int seed)
    {
        var score = new BgeScore(SmallEnvironments.Points(15, nodes, seed));
        var pairs = (from i in Enumerable.Range(0, nodes) from j in Enumerable.Range(0, nodes) where i != j select (i, j)).ToArray();
        var classes = Enumerable.Range(0, 1 << pairs.Length)
            .Select(bits => ParentSetsTests.Graph(nodes, pairs, bits))
            .Where(g => !Enumerable.Range(0, nodes).Any(i => ParentSetsTests.Paths(g)[(i * nodes) + i]))
            .GroupBy(Independences)
            .ToArray();
        Assert.Equal(nodes == 3 ? 11 : 185, classes.Length);
        Assert.All(classes, c => Assert.All(c, g => Assert.Equal(score.Of(c.First()), score.Of(g), 1e-8)));

        // And others are told apart.
        Assert.Equal(classes.Length, classes.Select(c => Math.Round(score.Of(c.First()), 6)).Distinct().Count());
    }

    [Fact]
    public void WhatIsNoNetwork_IsRefused()
    {
        var score = new BgeScore(SmallEnvironments.Points(8, 2, 3));
        Assert.Contains("cycle", Fault(() => score.Of([2, 1])), StringComparison.Ordinal);
        Assert.Contains("cycle", Fault(() => score.Of([1, 0])), StringComparison.Ordinal);
        Assert.Contains("2 sets of parents", Fault(() => score.Of([0])), StringComparison.Ordinal);
        Assert.Contains("2 sets of parents", Fault(() => score.Of([0, 1, 3])), StringComparison.Ordinal);
        Assert.Contains("lowest bits", Fault(() => score.Of([4, 0])), StringComparison.Ordinal);
        Assert.Contains("own parent", Fault(() => score.Local(0, 1)), StringComparison.Ordinal);
        Assert.Contains("node", Fault(() => score.Local(2, 0)), StringComparison.Ordinal);
        Assert.Contains("lowest bits", Fault(() => score.LogMarginal(-1)), StringComparison.Ordinal);
        Assert.True(double.IsFinite(score.Of([2, 0])));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Data_ThatIsNotFinite_IsRefused(double value) =>
        Assert.Contains("finite", Fault(() => new BgeScore(new[,] { { 1, 2 }, { value, 3 } })), StringComparison.Ordinal);

    private static string Fault(Func<object> work) => Assert.ThrowsAny<ArgumentException>(work).Message;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 1)]
    [InlineData(4, 9)]
    public void LogMarginal_IsTheProductOfThePredictiveDensities(int nodes, int points)
    {
        var data = SmallEnvironments.Points(points, Math.Max(2, nodes), 3);
        var n = data.GetLength(1);
        var score = new BgeScore(data);
        foreach (var subset in Enumerable.Range(1, (1 << n) - 1))
        {
            Assert.Equal(Predictive(data, Enumerable.Range(0, n).Where(i => (subset >> i & 1) != 0).ToArray()), score.LogMarginal(subset), 1e-8);
        }
    }

    // One point after another: a multivariate t density each, then the normal-Wishart prior takes the point in.
    private static double Predictive(double[,] data, int[] members)
    {
        var (n, l) = (data.GetLength(1), members.Length);
        double alphaMu = 1, alphaW = 2 + l;
        var nu = Vector<double>.Build.Dense(l);
        var t = Matrix<double>.Build.DenseIdentity(l) * (alphaMu * (n + 2 - n - 1) / (alphaMu + 1));
        var sum = 0.0;
        for (var k = 0; k < data.GetLength(0); k++)
        {
            var x = Vector<double>.Build.Dense(members.Select(i => data[k, i]).ToArray()) - nu;
            var degrees = alphaW - l + 1;
            var shape = t * ((alphaMu + 1) / (alphaMu * degrees));
            sum += SpecialFunctions.GammaLn((degrees + l) / 2) - SpecialFunctions.GammaLn(degrees / 2)
                - (l / 2.0 * Math.Log(degrees * Math.PI)) - (Math.Log(shape.Determinant()) / 2)
                - ((degrees + l) / 2 * Math.Log(1 + (x.DotProduct(shape.Solve(x)) / degrees)));
            t += x.OuterProduct(x) * (alphaMu / (alphaMu + 1));
            nu += x / (alphaMu + 1);
            alphaMu++;
            alphaW++;
        }

        return sum;
    }

    // Verma and Pearl 1990: skeleton and colliders whose arms are not joined.
    private static string Independences(long[] g)
    {
        var n = g.Length;
        bool Joined(int i, int j) => ParentSetsTests.Edge(g, i, j) || ParentSetsTests.Edge(g, j, i);
        var skeleton = from i in Enumerable.Range(0, n) from j in Enumerable.Range(0, i) where Joined(i, j) select $"{i}-{j}";
        var colliders = from c in Enumerable.Range(0, n)
                        from i in Enumerable.Range(0, n)
                        from j in Enumerable.Range(0, i)
                        where ParentSetsTests.Edge(g, i, c) && ParentSetsTests.Edge(g, j, c) && !Joined(i, j)
                        select $"{i}>{c}<{j}";
        return string.Join(' ', skeleton.Concat(colliders));
    }
}
