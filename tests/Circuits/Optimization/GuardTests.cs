using Quiver.Circuits.Optimization;

namespace Quiver.Circuits.Tests.Optimization;

public sealed class GuardTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Optimizers_FromAStartThatIsNotFinite_NameIt(double bad)
    {
        var objective = new Bowl();
        foreach (IOptimizer optimizer in new IOptimizer[] { new Lbfgs(), new Adam(), new Spsa() })
        {
            Assert.Contains("Variable 1", Assert.Throws<ArgumentException>(() => optimizer.Minimize(objective, [0, bad])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Lbfgs_NextToARegionWithoutValues_StaysOutOfIt()
    {
        var result = new Lbfgs(new LbfgsOptions { FirstStep = 100 }).Minimize(new Wall(), [1e-3]);
        Assert.True(double.IsFinite(result.Value) && result.Value <= new Wall().Value([1e-3]));
    }

    [Fact]
    public void Spsa_OnNoiseAlone_StaysWhereItStarted()
    {
        // The start is the only good point: whatever the walk does, it must not end above it.
        var objective = new FunctionObjective(2, p => p[0] == 0 && p[1] == 0 ? -1 : 1);
        var result = new Spsa(new SpsaOptions { Seed = 1 }).Minimize(objective, [0, 0]);
        Assert.Equal([0, 0], result.X);
        Assert.Equal(-1, result.Value);
    }

    private sealed class Bowl : IObjective
    {
        public int Dimension => 2;

        public double Value(ReadOnlySpan<double> x) => (x[0] * x[0]) + (x[1] * x[1]);

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            (gradient[0], gradient[1]) = (2 * x[0], 2 * x[1]);
            return Value(x);
        }
    }

    // x - log x: not a number for x below 0.
    private sealed class Wall : IObjective
    {
        public int Dimension => 1;

        public double Value(ReadOnlySpan<double> x) => x[0] - Math.Log(x[0]);

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            gradient[0] = 1 - (1 / x[0]);
            return Value(x);
        }
    }
}
