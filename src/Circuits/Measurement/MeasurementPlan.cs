using System.Collections.Immutable;
using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>How an operator is measured: a diagonalising circuit per group, and how its shots are turned into energy.</summary>
/// <remarks>
/// Groups may be a partition of the terms, or overlap, each holding a part of a term's coefficient. Term indices count the operator's terms
/// without the identity.
/// </remarks>
public sealed class MeasurementPlan
{
    // Splits add up to the coefficient as far as rounding in their solver goes.
    private const double SplitTolerance = 1e-10;
    private readonly (int Term, double Coefficient)[][] parts;
    private readonly (int Term, double Coefficient)[][] readings;
    private readonly double[][] coefficients;
    private readonly ulong[][] masks;

    /// <summary>Plans the measurement of an operator, with circuits by elimination.</summary>
    /// <param name="observable">A sum with real coefficients.</param>
    /// <param name="grouping">A partition of its terms, or of its terms without the identity, into commuting groups.</param>
    /// <exception cref="ArgumentException">The sizes differ, a term is in no group, or members of a group do not commute.</exception>
    public MeasurementPlan(PauliSum observable, MeasurementGrouping grouping)
        : this(observable, Parts(observable, grouping), new DiagonalizationOptions { Synthesis = CircuitSynthesis.Elimination })
    {
    }

    /// <summary>Plans the measurement of an operator in a partition's groups.</summary>
    /// <param name="observable">A sum with real coefficients.</param>
    /// <param name="grouping">A partition of its terms, or of its terms without the identity, into commuting groups.</param>
    /// <param name="synthesis">How circuits are built.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">The sizes differ, a term is in no group, or members of a group do not commute.</exception>
    public MeasurementPlan(
        PauliSum observable, MeasurementGrouping grouping, DiagonalizationOptions synthesis, CancellationToken cancellationToken = default)
        : this(observable, Parts(observable, grouping), synthesis, cancellationToken)
    {
    }

    /// <summary>Plans the measurement of an operator in groups that may share terms.</summary>
    /// <param name="observable">A sum with real coefficients.</param>
    /// <param name="parts">For each group its terms (counted without the identity) and the part of the coefficient measured there;
    /// parts of 0 are dropped.</param>
    /// <param name="synthesis">How circuits are built.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">Parts do not add up to a term's coefficient, or members of a group do not commute.</exception>
    public MeasurementPlan(
        PauliSum observable,
        IReadOnlyList<ImmutableArray<(int Term, double Coefficient)>> parts,
        DiagonalizationOptions synthesis,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(observable);
        ArgumentNullException.ThrowIfNull(parts);
        if (!observable.IsReal)
        {
            throw new ArgumentException("An operator with complex coefficients has no energy to measure.", nameof(observable));
        }

        var terms = observable.WithoutIdentity(out var identity);
        Constant = identity.Real;
        Qubits = observable.Qubits;
        this.parts = [.. parts.Select(static g => g.Where(static p => p.Coefficient != 0).ToArray()).Where(static g => g.Length > 0)];
        RequireSums(terms, this.parts);
        var groups = new DiagonalizedGroup[this.parts.Length];
        try
        {
            Parallel.For(0, groups.Length, new ParallelOptions { CancellationToken = cancellationToken }, g =>
                groups[g] = GroupDiagonalizer.Diagonalize([.. this.parts[g].Select(p => terms.String(p.Term))], synthesis));
        }
        catch (AggregateException e) when (e.InnerException is ArgumentException inner)
        {
            throw new ArgumentException(inner.Message, nameof(parts), e);
        }

        Groups = [.. groups];
        readings = this.parts;
        (coefficients, masks) = (Signed(), Masks());
    }

    // Anticommuting groups: one string is read for each.
    private MeasurementPlan(PauliSum observable, MeasurementGrouping grouping, CancellationToken cancellationToken)
    {
        var terms = observable.WithoutIdentity(out var identity);
        Constant = identity.Real;
        Qubits = observable.Qubits;
        parts = [.. Parts(observable, grouping).Select(static g => g.Where(static p => p.Coefficient != 0).ToArray())
            .Where(static g => g.Length > 0)];
        var found = new UnitaryPartition[parts.Length];
        try
        {
            Parallel.For(0, found.Length, new ParallelOptions { CancellationToken = cancellationToken }, g =>
                found[g] = UnitaryPartition.Of(
                    [.. parts[g].Select(p => terms.String(p.Term))], [.. parts[g].Select(static p => p.Coefficient)]));
        }
        catch (AggregateException e) when (e.InnerException is ArgumentException inner)
        {
            throw new ArgumentException(inner.Message, nameof(grouping), e);
        }

        IsUnitaryPartition = true;
        Groups = [.. found.Select(static u => new DiagonalizedGroup(u.Circuit, [u.Z], [u.Coefficient < 0]))];
        readings = [.. found.Select((u, g) => new[] { (parts[g][0].Term, Math.Abs(u.Coefficient)) })];
        (coefficients, masks) = (Signed(), Masks());
    }

    /// <summary>Plans the measurement of an operator in anticommuting groups: a group is one rotated string
    /// (<see cref="UnitaryPartition"/>), and each shot shows plus or minus the root of the sum of its squared coefficients.</summary>
    /// <param name="observable">A sum with real coefficients.</param>
    /// <param name="grouping">A partition of its terms, or of its terms without the identity, into anticommuting groups.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentException">The sizes differ, a term is in no group, or two members of a group commute.</exception>
    public static MeasurementPlan OfAnticommuting(
        PauliSum observable, MeasurementGrouping grouping, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(observable);
        return observable.IsReal
            ? new(observable, grouping, cancellationToken)
            : throw new ArgumentException("An operator with complex coefficients has no energy to measure.", nameof(observable));
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>The identity term, which is not measured, in the operator's unit.</summary>
    public double Constant { get; }

    /// <summary>The groups.</summary>
    public ImmutableArray<DiagonalizedGroup> Groups { get; }

    /// <summary>Whether the groups anticommute, each read as one rotated string.</summary>
    public bool IsUnitaryPartition { get; }

    /// <summary>Two-qubit gates of all circuits together.</summary>
    public int TwoQubitGates => Groups.Sum(static g => CircuitMetrics.MultiQubitGates(g.Circuit));

    /// <summary>Coefficients of a group's Z strings, signs included.</summary>
    /// <param name="group">The group.</param>
    /// <returns>One number per member.</returns>
    public ReadOnlySpan<double> Coefficients(int group) => coefficients[group];

    /// <summary>A group's terms, counted without the identity, and the parts of their coefficients that it measures.</summary>
    /// <param name="group">The group.</param>
    /// <returns>One entry per member.</returns>
    public ReadOnlySpan<(int Term, double Coefficient)> Parts(int group) => parts[group];

    /// <summary>What is read of a group: for each of its Z strings the term it stands for (in an anticommuting group the first, for all of
    /// them) and the weight of its sign.</summary>
    /// <param name="group">The group.</param>
    /// <returns>One entry per Z string.</returns>
    public ReadOnlySpan<(int Term, double Coefficient)> Readings(int group) => readings[group];

    /// <summary>The part of the energy that one outcome shows.</summary>
    /// <param name="group">The group that was measured.</param>
    /// <param name="outcome">Basis index; qubit 0 is the most significant of the operator's qubits. At most 64 qubits.</param>
    /// <returns>The sum of the group's terms, in the operator's unit.</returns>
    public double Value(int group, ulong outcome)
    {
        double sum = 0;
        var (bits, weights) = (masks[group], coefficients[group]);
        for (var m = 0; m < bits.Length; m++)
        {
            sum += (BitOperations.PopCount(bits[m] & outcome) & 1) == 0 ? weights[m] : -weights[m];
        }

        return sum;
    }

    /// <summary>The part of the energy that one outcome shows.</summary>
    /// <param name="group">The group that was measured.</param>
    /// <param name="outcome">Basis index, as simulators return it.</param>
    /// <returns>The sum of the group's terms, in the operator's unit.</returns>
    public double Value(int group, int outcome) => Value(group, (ulong)(uint)outcome);

    /// <summary>For each member of a group the bits of an outcome whose parity is its sign.</summary>
    /// <param name="group">The group.</param>
    /// <returns>Masks over basis indices, qubit 0 most significant; at most 64 qubits.</returns>
    public ReadOnlySpan<ulong> Masks(int group) => masks[group];

    /// <summary>The standard deviation of one shot of each group.</summary>
    /// <param name="observable">The operator that was planned.</param>
    /// <param name="covariance">Covariances of its terms without the identity (for anticommuting groups those of
    /// <see cref="TermCovariance.OfAnticommuting"/>); null for a bound that holds for no particular state:
    /// the root of the sum of squares, a group's deviation in the completely mixed state.</param>
    /// <returns>One number per group, in the operator's unit.</returns>
    public double[] Deviations(PauliSum observable, TermCovariance? covariance)
    {
        ArgumentNullException.ThrowIfNull(observable);
        var terms = observable.WithoutIdentity(out _);
        return [.. parts.Select(g => Math.Sqrt(covariance is null ? g.Sum(static p => p.Coefficient * p.Coefficient) : Variance(g, terms, covariance)))];
    }

    /// <summary>Shares shots among the groups in proportion to the root of the sum of squared coefficients, which is a group's
    /// deviation in the completely mixed state.</summary>
    /// <param name="shots">Shots in all, at least 2 per group.</param>
    /// <returns>Shots per group, each at least 2; they sum to the given number.</returns>
    public int[] Allocate(int shots)
    {
        if (shots < 2 * Groups.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(shots), shots, $"{Groups.Length} groups need at least {2 * Groups.Length} shots.");
        }

        var weights = coefficients.Select(static c => Math.Sqrt(c.Sum(static v => v * v))).ToArray();
        var total = weights.Sum();
        var free = shots - (2 * Groups.Length);
        var result = weights.Select(w => 2 + (int)(free * (total > 0 ? w / total : 1.0 / weights.Length))).ToArray();
        for (var k = 0; result.Length > 0 && result.Sum() < shots; k = (k + 1) % result.Length)
        {
            result[k]++;
        }

        return result;
    }

    // Weighted covariances are divided by the whole coefficients and multiplied by the parts.
    private static double Variance((int Term, double Coefficient)[] group, PauliSum terms, TermCovariance covariance)
    {
        double sum = 0;
        foreach (var (j, wj) in group)
        {
            var row = covariance.Row(j);
            var scale = wj / terms.Coefficients[j];
            foreach (var (k, wk) in group)
            {
                sum += scale * (wk / terms.Coefficients[k]) * row[k];
            }
        }

        return Math.Max(0, sum);
    }

    private double[][] Signed() => [.. readings.Select((g, k) => g.Select((p, m) => Groups[k].Negative[m] ? -p.Coefficient : p.Coefficient)
        .ToArray())];

    private ulong[][] Masks() => Qubits <= 64
        ? [.. Groups.Select(g => g.Diagonal.Select(d => IndexMask(d.Z[0], Qubits)).ToArray())]
        : [];

    private static ulong IndexMask(ulong z, int qubits)
    {
        ulong mask = 0;
        for (var q = 0; q < qubits; q++)
        {
            mask |= ((z >> q) & 1) << (qubits - 1 - q);
        }

        return mask;
    }

    private static ImmutableArray<(int Term, double Coefficient)>[] Parts(PauliSum observable, MeasurementGrouping grouping)
    {
        ArgumentNullException.ThrowIfNull(observable);
        ArgumentNullException.ThrowIfNull(grouping);
        var identity = observable.IndexOfIdentity();
        if (grouping.Terms != observable.Count && !(identity >= 0 && grouping.Terms == observable.Count - 1))
        {
            throw new ArgumentException(
                $"The grouping is of {grouping.Terms} terms, the operator has {observable.Count}.", nameof(grouping));
        }

        // Labels that count the identity lose it here.
        var whole = grouping.Terms == observable.Count && identity >= 0;
        var terms = observable.WithoutIdentity(out _);
        var labels = new int[terms.Count];
        for (var t = 0; t < terms.Count; t++)
        {
            labels[t] = grouping.Assignment[whole && t >= identity ? t + 1 : t];
            if (labels[t] < 0)
            {
                throw new ArgumentException($"Term {terms.String(t)} is in no group and would not be measured.", nameof(grouping));
            }
        }

        return [.. Enumerable.Range(0, terms.Count).GroupBy(t => labels[t])
            .Select(g => g.Select(t => (t, terms.Coefficients[t])).ToImmutableArray())];
    }

    private static void RequireSums(PauliSum terms, (int Term, double Coefficient)[][] parts)
    {
        var sums = new double[terms.Count];
        var moduli = new double[terms.Count];
        foreach (var (term, coefficient) in parts.SelectMany(static g => g))
        {
            sums[term] += coefficient;
            moduli[term] += Math.Abs(coefficient);
        }

        for (var t = 0; t < sums.Length; t++)
        {
            if (Math.Abs(sums[t] - terms.Coefficients[t]) > SplitTolerance * (moduli[t] + Math.Abs(terms.Coefficients[t])))
            {
                throw new ArgumentException(
                    $"The parts of term {terms.String(t)} add up to {sums[t]}, not to its coefficient {terms.Coefficients[t]}.",
                    nameof(parts));
            }
        }
    }
}
