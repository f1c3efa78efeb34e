using System.Collections.Immutable;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Noise;

/// <summary>
/// A device as averages over its qubits. Each gate is followed by depolarising noise on its qubits and by relaxation for its
/// duration; the depolarising part is what relaxation leaves of the gate's error. Waiting qubits relax too.
/// </summary>
public sealed record DeviceProfile
{
    /// <summary>A device without noise.</summary>
    public static DeviceProfile Noiseless { get; } = new() { Name = "noiseless" };

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>What the numbers stand for and where their range comes from.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Every one-qubit gate that <see cref="Gates"/> does not list.</summary>
    public GateNoise OneQubit { get; init; }

    /// <summary>CX when <see cref="Gates"/> does not list it.</summary>
    public GateNoise TwoQubit { get; init; }

    /// <summary>
    /// Gates with values of their own. A two-qubit gate listed here is native; others, and larger gates, are carried out as CX and
    /// one-qubit gates.
    /// </summary>
    public ImmutableDictionary<GateKind, GateNoise> Gates { get; init; } = ImmutableDictionary<GateKind, GateNoise>.Empty;

    /// <summary>Energy relaxation time in microseconds; infinite for none.</summary>
    public double T1Microseconds { get; init; } = double.PositiveInfinity;

    /// <summary>Dephasing time in microseconds, at most 2 T1; infinite for none.</summary>
    public double T2Microseconds { get; init; } = double.PositiveInfinity;

    /// <summary>Probability of reading 1 from a qubit in state 0.</summary>
    public double ReadOneFromZero { get; init; }

    /// <summary>Probability of reading 0 from a qubit in state 1.</summary>
    public double ReadZeroFromOne { get; init; }

    /// <summary>What was assumed while the profile was read, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The noise of a gate the device carries out as it is.</summary>
    /// <param name="kind">A one-qubit gate, CX, or a gate in <see cref="Gates"/>.</param>
    /// <returns>Its error and duration.</returns>
    public GateNoise Of(GateKind kind) =>
        Gates.TryGetValue(kind, out var noise) ? noise : GateTable.Get(kind).Qubits > 1 ? TwoQubit : OneQubit;

    /// <summary>Whether the device carries out a gate as it is.</summary>
    /// <param name="operation">The gate.</param>
    /// <returns>True for one-qubit gates, CX and listed two-qubit gates.</returns>
    public bool IsNative(GateOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Kind != GateKind.PauliExp
            && (operation.Qubits.Length == 1 || operation.Kind == GateKind.CX
                || (operation.Qubits.Length == 2 && Gates.ContainsKey(operation.Kind)));
    }

    /// <summary>Checks all ranges.</summary>
    /// <returns>Null, or one sentence that says what is wrong.</returns>
    public string? Problem()
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            return "A device profile needs a name.";
        }

        if (!(T1Microseconds > 0) || !(T2Microseconds > 0) || T2Microseconds > 2 * T1Microseconds)
        {
            return $"T1 = {T1Microseconds} and T2 = {T2Microseconds} microseconds must be positive, and T2 at most 2 T1 (a larger "
                + $"measured T2 is 2 T1 within its error: write that).";
        }

        foreach (var (name, value) in new[] { ("readOneFromZero", ReadOneFromZero), ("readZeroFromOne", ReadZeroFromOne) })
        {
            if (!(value is >= 0 and <= 0.5))
            {
                return $"Readout error {name} = {value} must lie between 0 and 0.5.";
            }
        }

        foreach (var (name, noise) in Gates.Select(static g =>
            (GateTable.Get(g.Key).Name, g.Value)).Append(("oneQubit", OneQubit)).Append(("twoQubit", TwoQubit)))
        {
            if (!(noise.Error is >= 0 and <= 0.5) || !(noise.DurationNanoseconds >= 0) || double.IsInfinity(noise.DurationNanoseconds))
            {
                return $"Gate {name} has error {noise.Error} and duration {noise.DurationNanoseconds} ns: the error must lie between 0 "
                    + $"and 0.5, the duration must be at least 0.";
            }
        }

        return Gates.Keys.FirstOrDefault(static k => GateTable.Get(k).Qubits is 0 or > 2, GateKind.I) is var large && large != GateKind.I
            ? $"Gate {GateTable.Get(large).Name} acts on more than two qubits; devices carry it out as CX and one-qubit gates."
            : null;
    }

    /// <summary>The depolarising probability after a gate: what relaxation leaves of its average infidelity.</summary>
    /// <param name="noise">The gate's error and duration.</param>
    /// <param name="qubits">1 or 2.</param>
    /// <returns>p in rho -> (1 - p) rho + p I / d; 0 where relaxation alone exceeds the error.</returns>
    public double DepolarizingProbability(GateNoise noise, int qubits)
    {
        // Average fidelity F and entanglement fidelity f obey F = (d f + 1) / (d + 1) (Horodecki, Nielsen 2002). f of relaxation on
        // one qubit is (1 + 2 e^(-t/T2) + e^(-t/T1)) / 4; depolarising turns f into (1 - p) f + p / d^2.
        double d = 1 << qubits;
        var time = noise.DurationNanoseconds / 1000;
        var relaxed = Math.Pow((1 + (2 * Math.Exp(-time / T2Microseconds)) + Math.Exp(-time / T1Microseconds)) / 4, qubits);
        var wanted = (((d + 1) * (1 - noise.Error)) - 1) / d;
        return Math.Clamp((relaxed - wanted) / (relaxed - (1 / (d * d))), 0, 1);
    }
}
