using System.Collections.Immutable;
using Quiver.Circuits.Noise;

namespace Quiver.Circuits.Mitigation;

/// <summary>
/// Energies at several factors of the noise, carried on to factor 0 (Temme, Bravyi, Gambetta, Phys. Rev. Lett. 119, 180509; Li, Benjamin,
/// Phys. Rev. X 7, 021050).
/// </summary>
/// <param name="Energy">The energy at factor 0, in the unit of the energies.</param>
/// <param name="StandardError">Its standard error, to first order from those of the energies.</param>
/// <param name="Slopes">By how much it changes with each of the energies.</param>
public sealed record EnergyExtrapolation(double Energy, double StandardError, ImmutableArray<double> Slopes)
{
    /// <summary>
    /// How many times the shots of an evaluation without extrapolation are needed for the same standard error, where every factor gets
    /// the same share and single shots scatter alike: the number of factors times the sum of the squared slopes.
    /// </summary>
    public double ShotsFactor => Slopes.Length * Slopes.Sum(static s => s * s);

    /// <summary>Extrapolates.</summary>
    /// <param name="model">What the energy is taken to be.</param>
    /// <param name="factors">Different factors, at least 2, for <see cref="ExtrapolationModel.Quadratic"/> 3.</param>
    /// <param name="energies">The energy at each.</param>
    /// <param name="mixed">The energy of the completely mixed state, for <see cref="ExtrapolationModel.Exponential"/>.</param>
    /// <returns>The energy at 0, or null where energies on both sides of the mixed state's cannot decay to it.</returns>
    /// <exception cref="ArgumentException">Too few factors, a factor twice, or another number of energies.</exception>
    public static EnergyExtrapolation? Of(
        ExtrapolationModel model, IReadOnlyList<double> factors, IReadOnlyList<NoisyEstimate> energies, double mixed = 0)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(energies);
        var degree = model switch
        {
            ExtrapolationModel.Quadratic => 2,
            ExtrapolationModel.Richardson => factors.Count - 1,
            _ => 1,
        };
        if (factors.Distinct().Count() != factors.Count || factors.Count < Math.Max(2, degree + 1) || energies.Count != factors.Count)
        {
            throw new ArgumentException(
                $"This extrapolation takes at least {Math.Max(2, degree + 1)} different factors and an energy for each, not "
                    + $"{factors.Count} factors and {energies.Count} energies.", nameof(factors));
        }

        var means = energies.Select(static e => e.Mean).ToArray();
        if (model != ExtrapolationModel.Exponential)
        {
            var slopes = Intercept(factors, degree, [.. means.Select(static _ => 1.0)]);
            return Sum(slopes.Zip(means, static (s, e) => s * e).Sum(), slopes, energies);
        }

        var heights = means.Select(e => e - mixed).ToArray();
        if (heights.Any(h => h == 0 || (h > 0) != (heights[0] > 0)))
        {
            return null;
        }

        // A line through the logarithms, each weighted as if the energies were equally uncertain.
        var weights = Intercept(factors, 1, [.. heights.Select(static h => h * h)]);
        var height = Math.CopySign(Math.Exp(weights.Zip(heights, static (w, h) => w * Math.Log(Math.Abs(h))).Sum()), heights[0]);
        return Sum(mixed + height, [.. weights.Zip(heights, (w, h) => w * height / h)], energies);
    }

    private static EnergyExtrapolation Sum(double energy, double[] slopes, IReadOnlyList<NoisyEstimate> energies) =>
        new(energy, Math.Sqrt(slopes.Zip(energies, static (s, e) => s * s * e.StandardError * e.StandardError).Sum()), [.. slopes]);

    // The value at 0 of a polynomial fitted by weighted least squares is linear in the data. With polynomials orthogonal over the points,
    // p_0 to p_d, its coefficient of y_i is the sum over k of w_i p_k(0) p_k(x_i) / |p_k|^2.
    private static double[] Intercept(IReadOnlyList<double> x, int degree, double[] weights)
    {
        var result = new double[weights.Length];
        var (previous, current) = (new double[weights.Length], weights.Select(static _ => 1.0).ToArray());
        var (previousAtZero, atZero, previousNorm) = (0.0, 1.0, 0.0);
        for (var k = 0; k <= degree; k++)
        {
            var norm = Enumerable.Range(0, weights.Length).Sum(i => weights[i] * current[i] * current[i]);
            for (var i = 0; i < result.Length; i++)
            {
                result[i] += weights[i] * atZero * current[i] / norm;
            }

            var centre = Enumerable.Range(0, weights.Length).Sum(i => weights[i] * x[i] * current[i] * current[i]) / norm;
            var back = previousNorm > 0 ? norm / previousNorm : 0;
            var next = current.Select((p, i) => ((x[i] - centre) * p) - (back * previous[i])).ToArray();
            (previous, current) = (current, next);
            (previousAtZero, atZero, previousNorm) = (atZero, (-centre * atZero) - (back * previousAtZero), norm);
        }

        return result;
    }
}
