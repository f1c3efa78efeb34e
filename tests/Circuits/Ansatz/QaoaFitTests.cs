using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Graphs;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Tests.Ansatz;

public sealed class QaoaFitTests
{
    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 1.0)]
    [InlineData(2, 100.0)]
    [InlineData(3, 0.01)]
    public void OneRound_OnWeightedGraphs_IsTheBestOfADenseGrid(int seed, double scale)
    {
        var problem = Graph(seed, scale);
        using var cost = problem.CreateCost();
        cost.Use(QaoaAnsatz.Create(problem, 1));
        var best = double.PositiveInfinity;
        for (var g = 0; g < 240; g++)
        {
            for (var b = 0; b < 60; b++)
            {
                best = Math.Min(best, cost.Value([((g / 120.0) - 1) * 2 * Math.PI / scale, ((b / 30.0) - 1) * Math.PI / 2]));
            }
        }

        Assert.True(QaoaFit.Fit("qaoa", problem, problem, 1).Cost <= best + 1e-9);
    }

    [Theory]
    [InlineData(11, 2)]
    [InlineData(12, 3)]
    [InlineData(13, 3)]
    public void SeveralRounds_AreNoWorseThanManyStarts(int seed, int rounds)
    {
        var problem = Graph(seed, 5);
        var reference = Vqe.Fit("r", problem, QaoaAnsatz.Create(problem, rounds), new VqeOptions(Starts: 300, Seed: 99)).Cost;
        var fitted = QaoaFit.Fit("qaoa", problem, problem, rounds).Cost;
        Assert.True(fitted <= reference + 1e-6, $"{fitted} above {reference}");
        Assert.True(fitted >= problem.LeastCost!.Value - 1e-9);
    }

    [Fact]
    public void MoreRounds_AreNeverWorse()
    {
        var problem = Graph(7, 3);
        var costs = Enumerable.Range(1, 4).Select(p => QaoaFit.Fit("qaoa", problem, problem, p).Cost).ToArray();
        Assert.All(costs.Zip(costs.Skip(1)), c => Assert.True(c.Second <= c.First + 1e-9));
        Assert.Equal(costs[2], QaoaFit.Fit("qaoa", problem, problem, 3).Cost);
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 40.0)]
    [InlineData(2, 0.05)]
    public void FirstRound_InClosedForm_IsTheSimulatedCostAndItsLeastOverBeta(int seed, double scale)
    {
        var problem = Graph(seed, scale);
        var closed = new QaoaFirstRound(problem);
        using var cost = problem.CreateCost();
        cost.Use(QaoaAnsatz.Create(problem, 1));
        foreach (var gamma in new[] { 0.1, 0.7, -1.3, 2.9 }.Select(g => g / scale))
        {
            var (least, beta) = closed.Best(gamma);
            Assert.Equal(least / scale, cost.Value([gamma, beta]) / scale, 10);
            Assert.True(least <= Enumerable.Range(0, 200).Min(b => cost.Value([gamma, b * Math.PI / 200])) + (1e-9 * scale));
        }

        // With the grid's minima nothing lower is left.
        var grid = Enumerable.Range(0, 1500).Min(g => closed.Best(g * Math.PI / 1500 / (0.5 * scale)).Cost);
        Assert.True(closed.Minima(3)[0].Cost <= grid + (1e-3 * scale));
    }

    [Fact]
    public void Levels_OnALargerGraph_AreThoseOfTheirCircuitsAndNeverGetWorse()
    {
        var problem = MaxCutProblem.Create("g", RegularGraph.Create(17, 4, 3));
        var levels = QaoaFit.Levels(problem, problem, 2);
        Assert.Equal(["qaoa, p=1", "qaoa, p=2"], levels.Select(static l => l.Name));
        Assert.True(levels[1].Cost < levels[0].Cost);
        using var cost = problem.CreateCost();
        foreach (var level in levels)
        {
            cost.Use(level.Circuit);
            Assert.Equal(level.Cost, cost.Value([]), 8);
        }
    }

    private static MaxCutProblem Graph(int seed, double scale)
    {
        var random = new Random(seed);
        return MaxCutProblem.Create("g", GraphReader.Build(7, from a in Enumerable.Range(0, 7) from b in Enumerable.Range(a + 1, 6 - a) where random.Next(10) < 6 select (a, b, scale * (random.NextDouble() - 0.3))));
    }
}
