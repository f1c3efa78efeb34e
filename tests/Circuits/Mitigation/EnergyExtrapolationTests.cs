using CsCheck;
using Quiver.Circuits.Mitigation;
using Quiver.Circuits.Noise;

namespace Quiver.Circuits.Tests.Mitigation;

public sealed class EnergyExtrapolationTests
{
    private static readonly Gen<double> Number = Gen.Double[-2, 2];

    [Fact]
    public void Of_APolynomialsOwnValues_IsItsValueAtZero() => Gen.Select(Number, Number, Number).Sample(
        static (a, b, c) =>
        {
            double[] factors = [1, 3, 5, 9];
            var line = At(factors, x => a + (b * x));
            var parabola = At(factors, x => a + (b * x) + (c * x * x));
            var cubic = At(factors, x => a + (b * x) + (c * x * x) + (0.1 * x * x * x));
            Assert.Equal(a, EnergyExtrapolation.Of(ExtrapolationModel.Linear, factors, line)!.Energy, 1e-11);
            Assert.Equal(a, EnergyExtrapolation.Of(ExtrapolationModel.Quadratic, factors, parabola)!.Energy, 1e-10);
            Assert.Equal(a, EnergyExtrapolation.Of(ExtrapolationModel.Richardson, factors, cubic)!.Energy, 1e-9);
        });

    [Fact]
    public void Of_ADecayToTheMixedState_IsWhereItBegan() => Gen.Select(Gen.Double[0.1, 3], Number, Gen.Double[0.01, 0.5]).Sample(
        static (height, mixed, rate) =>
        {
            double[] factors = [1, 3, 5];
            var energies = At(factors, x => mixed - (height * Math.Exp(-rate * x)));
            Assert.Equal(
                mixed - height, EnergyExtrapolation.Of(ExtrapolationModel.Exponential, factors, energies, mixed)!.Energy, 1e-9);
        });

    // Worked by hand: a line through (1, a), (3, b), (5, c) meets 0 at (13 a + 4 b - 5 c) / 12; Lagrange's weights are 15/8, -10/8, 3/8.
    [Fact]
    public void Of_OneThreeFive_HasTheKnownWeights()
    {
        NoisyEstimate[] energies = [new(1, 0.1, 0), new(2, 0.2, 0), new(4, 0.3, 0)];
        var line = EnergyExtrapolation.Of(ExtrapolationModel.Linear, [1, 3, 5], energies)!;
        Assert.Equal((13 + 8 - 20) / 12.0, line.Energy, 1e-12);
        Assert.Equal(3 * (169 + 16 + 25) / 144.0, line.ShotsFactor, 1e-12);
        Assert.Equal(Math.Sqrt((169 * 0.01) + (16 * 0.04) + (25 * 0.09)) / 12, line.StandardError, 1e-12);
        var cubic = EnergyExtrapolation.Of(ExtrapolationModel.Richardson, [1, 3, 5], energies)!;
        Assert.Equal((15 - 20 + 12) / 8.0, cubic.Energy, 1e-12);
        Assert.Equal(3 * (225 + 100 + 9) / 64.0, cubic.ShotsFactor, 1e-12);
    }

    [Fact]
    public void Of_NoisyEnergies_TheStandardErrorIsTheScatter()
    {
        double[] factors = [1, 3, 5];
        foreach (var model in Enum.GetValues<ExtrapolationModel>())
        {
            var random = new Random(4);
            var found = new List<EnergyExtrapolation>();
            for (var k = 0; k < 4000; k++)
            {
                var energies = At(factors, x => -1.5 * Math.Exp(-0.1 * x))
                    .Select(e => new NoisyEstimate(e.Mean + (0.005 * Normal(random)), 0.005, 0)).ToArray();
                found.Add(EnergyExtrapolation.Of(model, factors, energies)!);
            }

            var mean = found.Average(static f => f.Energy);
            var scatter = Math.Sqrt(found.Average(f => (f.Energy - mean) * (f.Energy - mean)));
            Assert.Equal(1, found.Average(static f => f.StandardError) / scatter, 0.05);
        }
    }

    [Fact]
    public void Of_EnergiesOnBothSidesOfTheMixedState_HasNoDecay() => Assert.Null(
        EnergyExtrapolation.Of(ExtrapolationModel.Exponential, [1, 3], [new(0.1, 0, 0), new(-0.1, 0, 0)]));

    [Fact]
    public void Of_TooFewOrRepeatedFactors_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => EnergyExtrapolation.Of(ExtrapolationModel.Quadratic, [1, 3], At([1, 3], x => x)));
        Assert.Throws<ArgumentException>(() => EnergyExtrapolation.Of(ExtrapolationModel.Linear, [3, 3], At([3, 3], x => x)));
    }

    private static NoisyEstimate[] At(double[] factors, Func<double, double> energy) =>
        [.. factors.Select(x => new NoisyEstimate(energy(x), 0, 0))];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
