using System.Collections.Immutable;
using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// What an estimator decided before the first shot: circuits, shots of each, and the linear form that turns counts into an energy,
/// E = Constant + sum over settings s and their terms of weight * mean sign over the shots of s.
/// </summary>
public sealed class MeasurementDesign
{
    private readonly MeasuredTerm[][] terms;
    private readonly int units;

    /// <summary>Creates a design.</summary>
    /// <param name="qubits">Number of qubits, at most 64.</param>
    /// <param name="constant">The identity term.</param>
    /// <param name="circuits">One circuit per setting.</param>
    /// <param name="shots">Shots of each, at least 1.</param>
    /// <param name="terms">What each setting shows.</param>
    /// <param name="randomSettings">Whether the settings themselves were drawn independently for every shot, so that they add to
    /// the scatter.</param>
    /// <param name="predictedVariance">Variance of the estimate in the state that the design was made for; null where that is
    /// unknown.</param>
    /// <exception cref="ArgumentException">The lists differ in length or a setting has no shots.</exception>
    public MeasurementDesign(
        int qubits,
        double constant,
        IEnumerable<Circuit> circuits,
        IEnumerable<int> shots,
        IEnumerable<MeasuredTerm[]> terms,
        bool randomSettings = false,
        double? predictedVariance = null)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Qubits = qubits;
        Constant = constant;
        Circuits = [.. circuits];
        Shots = [.. shots];
        this.terms = [.. terms];
        RandomSettings = randomSettings;
        PredictedVariance = predictedVariance;
        if (Circuits.Length != Shots.Length || this.terms.Length != Shots.Length || Shots.Any(static m => m < 1))
        {
            throw new ArgumentException(
                $"{Circuits.Length} circuits need as many numbers of shots, each at least 1, and as many lists of terms.", nameof(shots));
        }

        units = this.terms.SelectMany(static s => s).Select(static t => t.Unit + 1).DefaultIfEmpty(0).Max();
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>The identity term, in the operator's unit.</summary>
    public double Constant { get; }

    /// <summary>One circuit per setting, to run behind the state's preparation.</summary>
    public ImmutableArray<Circuit> Circuits { get; }

    /// <summary>Shots of each setting.</summary>
    public ImmutableArray<int> Shots { get; }

    /// <summary>Whether the settings were drawn independently for every shot.</summary>
    public bool RandomSettings { get; }

    /// <summary>Variance of the estimate in the state that the design was made for, in the square of the operator's unit; null
    /// where unknown.</summary>
    public double? PredictedVariance { get; }

    /// <summary>Shots in all.</summary>
    public long TotalShots => Shots.Sum(static m => (long)m);

    /// <summary>What a setting shows.</summary>
    /// <param name="setting">The setting.</param>
    /// <returns>Its terms.</returns>
    public ReadOnlySpan<MeasuredTerm> Terms(int setting) => terms[setting];

    /// <summary>The design of a plan with shots for each group.</summary>
    /// <param name="plan">The plan, on at most 64 qubits.</param>
    /// <param name="shots">Shots per group, at least 1.</param>
    /// <param name="predictedVariance">Variance of the estimate, where known.</param>
    /// <returns>The design.</returns>
    public static MeasurementDesign Of(MeasurementPlan plan, IReadOnlyList<int> shots, double? predictedVariance = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shots);
        var unit = 0;
        var terms = new MeasuredTerm[plan.Groups.Length][];
        for (var g = 0; g < terms.Length; g++)
        {
            terms[g] = new MeasuredTerm[plan.Readings(g).Length];
            for (var m = 0; m < terms[g].Length; m++)
            {
                terms[g][m] = new(
                    plan.Readings(g)[m].Term, plan.Masks(g)[m], plan.Groups[g].Negative[m], plan.Readings(g)[m].Coefficient, unit++);
            }
        }

        return new(plan.Qubits, plan.Constant, plan.Groups.Select(static g => g.Circuit), shots, terms, false, predictedVariance);
    }

    /// <summary>The energy that counts show.</summary>
    /// <param name="counts">For each setting the outcomes and how often each was seen; at least one shot for every setting.</param>
    /// <param name="correction">Readout mitigation; null for none.</param>
    /// <returns>Energy and standard error. Shots are those of the counts.</returns>
    /// <exception cref="ArgumentException">A setting has no counts.</exception>
    public EnergyEstimate Evaluate(IReadOnlyList<IReadOnlyList<(ulong Outcome, long Count)>> counts, ReadoutCorrection? correction = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var taken = counts.Select(static c => c.Sum(static o => o.Count)).ToArray();
        if (taken.Length != terms.Length || taken.Any(static t => t < 1))
        {
            throw new ArgumentException($"{terms.Length} settings need counts of at least one shot each.", nameof(counts));
        }

        return RandomSettings ? OfRandomSettings(counts, correction) : OfFixedSettings(counts, taken, correction);
    }

    /// <summary>The exact variance of the estimate for fixed settings: sum over settings of the variance of their linear form, over
    /// shots.</summary>
    /// <param name="operatorTerms">The operator's terms without the identity.</param>
    /// <param name="covariance">Their covariances in the measured state.</param>
    /// <returns>The variance, in the square of the operator's unit.</returns>
    public double Variance(PauliSum operatorTerms, TermCovariance covariance)
    {
        ArgumentNullException.ThrowIfNull(operatorTerms);
        ArgumentNullException.ThrowIfNull(covariance);
        var c = operatorTerms.Coefficients.ToArray();
        var variances = new double[terms.Length];
        Parallel.For(0, terms.Length, s =>
        {
            var scaled = terms[s].Select(t => t.Weight / c[t.Term]).ToArray();
            double sum = 0;
            for (var j = 0; j < scaled.Length; j++)
            {
                var row = covariance.Row(terms[s][j].Term);
                for (var k = 0; k < scaled.Length; k++)
                {
                    sum += scaled[j] * scaled[k] * row[terms[s][k].Term];
                }
            }

            variances[s] = sum / Shots[s];
        });
        return Math.Max(0, variances.Sum());
    }

    // Sum of squared residuals of single shots, each term against its unit's mean and scaled by N / (N - 1): for a plain group that is the
    // sample variance over the shots. A term seen once has no scatter; it counts as if its sign were random.
    private EnergyEstimate OfFixedSettings(
        IReadOnlyList<IReadOnlyList<(ulong Outcome, long Count)>> counts, long[] taken, ReadoutCorrection? correction)
    {
        var sums = new double[units];
        var seen = new long[units];
        var energy = Constant;
        for (var s = 0; s < terms.Length; s++)
        {
            var local = new double[terms[s].Length];
            foreach (var (outcome, count) in counts[s])
            {
                for (var m = 0; m < local.Length; m++)
                {
                    local[m] += count * Value(terms[s][m], outcome, correction);
                }
            }

            for (var m = 0; m < local.Length; m++)
            {
                energy += terms[s][m].Weight * local[m] / taken[s];
                sums[terms[s][m].Unit] += local[m];
                seen[terms[s][m].Unit] += taken[s];
            }
        }

        var variance = 0.0;
        for (var s = 0; s < terms.Length; s++)
        {
            var means = terms[s].Select(t => seen[t.Unit] > 1 ? sums[t.Unit] / seen[t.Unit] : 0).ToArray();
            var scales = terms[s].Select(t => t.Weight / taken[s] * (seen[t.Unit] > 1 ? Math.Sqrt(seen[t.Unit] / (seen[t.Unit] - 1.0)) : 1))
                .ToArray();
            foreach (var (outcome, count) in counts[s])
            {
                double residual = 0;
                for (var m = 0; m < means.Length; m++)
                {
                    residual += scales[m] * (Value(terms[s][m], outcome, correction) - means[m]);
                }

                variance += count * residual * residual;
            }
        }

        return new(energy, Math.Sqrt(variance), taken.Sum(), terms.Length);
    }

    // Every shot is one draw of setting and outcome: the scatter of its whole value.
    private EnergyEstimate OfRandomSettings(IReadOnlyList<IReadOnlyList<(ulong Outcome, long Count)>> counts, ReadoutCorrection? correction)
    {
        var total = (double)Shots.Sum(static m => (long)m);
        double sum = 0, squares = 0, shots = 0;
        for (var s = 0; s < terms.Length; s++)
        {
            foreach (var (outcome, count) in counts[s])
            {
                double value = 0;
                foreach (var term in terms[s])
                {
                    value += term.Weight * total / Shots[s] * Value(term, outcome, correction);
                }

                sum += count * value;
                squares += count * value * value;
                shots += count;
            }
        }

        var mean = sum / shots;
        var variance = shots > 1 ? Math.Max(0, (squares / shots) - (mean * mean)) / (shots - 1) : mean * mean;
        return new(Constant + mean, Math.Sqrt(variance), (long)shots, terms.Length);
    }

    private static double Value(MeasuredTerm term, ulong outcome, ReadoutCorrection? correction)
    {
        var ones = BitOperations.PopCount(term.Mask & outcome);
        var value = correction is null ? 1 - (2 * (ones & 1)) : correction.Value(BitOperations.PopCount(term.Mask) - ones, ones);
        return term.Negative ? -value : value;
    }
}
