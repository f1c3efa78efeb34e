using System.Collections.Immutable;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>How an operator is measured: a diagonalising circuit per group, and how its shots are turned into energy.</summary>
public sealed class MeasurementPlan
{
    private readonly double[][] coefficients;

    /// <summary>Plans the measurement of an operator.</summary>
    /// <param name="observable">A sum with real coefficients.</param>
    /// <param name="grouping">A partition of its terms, or of its terms without the identity, into commuting groups.</param>
    /// <exception cref="ArgumentException">The sizes differ, a term is in no group, or members of a group do not commute.</exception>
    public MeasurementPlan(PauliSum observable, MeasurementGrouping grouping)
    {
        ArgumentNullException.ThrowIfNull(observable);
        ArgumentNullException.ThrowIfNull(grouping);
        var identity = observable.IndexOfIdentity();
        var labels = grouping.Assignment.ToArray();
        if (identity >= 0 && labels.Length == observable.Count - 1)
        {
            labels = [.. labels[..identity], -1, .. labels[identity..]];
        }

        if (labels.Length != observable.Count || !observable.IsReal)
        {
            throw new ArgumentException($"The grouping is of {grouping.Terms} terms, the operator has {observable.Count} (with real coefficients: {observable.IsReal}).", nameof(grouping));
        }

        for (var t = 0; t < observable.Count; t++)
        {
            if (observable.String(t).IsIdentity)
            {
                Constant += observable.Coefficients[t];
            }
            else if (labels[t] < 0)
            {
                throw new ArgumentException($"Term {observable.String(t)} is in no group and would not be measured.", nameof(grouping));
            }
        }

        Qubits = observable.Qubits;
        var groups = Enumerable.Range(0, observable.Count).Where(t => !observable.String(t).IsIdentity).GroupBy(t => labels[t]).Select(static g => g.ToArray()).ToArray();
        Groups = [.. groups.Select(g => GroupDiagonalizer.Diagonalize([.. g.Select(observable.String)]))];
        coefficients = [.. groups.Select((g, k) => g.Select((t, m) => Groups[k].Negative[m] ? -observable.Coefficients[t] : observable.Coefficients[t]).ToArray())];
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>The identity term, which is not measured, in the operator's unit.</summary>
    public double Constant { get; }

    /// <summary>The groups.</summary>
    public ImmutableArray<DiagonalizedGroup> Groups { get; }

    /// <summary>Coefficients of a group's Z strings, signs included.</summary>
    /// <param name="group">The group.</param>
    /// <returns>One number per member.</returns>
    public ReadOnlySpan<double> Coefficients(int group) => coefficients[group];

    /// <summary>The part of the energy that one outcome shows.</summary>
    /// <param name="group">The group that was measured.</param>
    /// <param name="outcome">Basis index; qubit 0 is the most significant bit. At most 30 qubits.</param>
    /// <returns>The sum of the group's terms, in the operator's unit.</returns>
    public double Value(int group, int outcome)
    {
        double sum = 0;
        var strings = Groups[group].Diagonal;
        for (var m = 0; m < strings.Length; m++)
        {
            var parity = 0;
            for (var q = 0; q < Qubits; q++)
            {
                parity ^= (int)(strings[m].Z[0] >> q) & (outcome >> (Qubits - 1 - q)) & 1;
            }

            sum += parity == 0 ? coefficients[group][m] : -coefficients[group][m];
        }

        return sum;
    }

    /// <summary>Shares shots among the groups in proportion to the root of the sum of squared coefficients, which is a group's deviation in the
    /// completely mixed state.</summary>
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
}
