using System.Collections.Immutable;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Noise;

/// <summary>
/// A circuit on the qubits that it uses. The others stay in 0, which neither relaxation nor dephasing changes: only their readout may err.
/// </summary>
internal static class ActiveQubits
{
    /// <summary>The qubits that gates act on.</summary>
    /// <param name="circuit">A circuit of at least 1 qubit.</param>
    /// <returns>Ascending; qubit 0 where there are none.</returns>
    public static int[] Of(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var used = new bool[circuit.Qubits];
        foreach (var operation in circuit.Operations)
        {
            foreach (var q in operation.Qubits)
            {
                used[q] = true;
            }
        }

        int[] active = [.. Enumerable.Range(0, used.Length).Where(q => used[q])];
        return active.Length > 0 ? active : [0];
    }

    /// <summary>The same circuit on as many qubits as are active.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="active">Its active qubits, ascending.</param>
    /// <returns>Gates on 0 to k-1 in the order of the active qubits.</returns>
    public static Circuit Compact(Circuit circuit, IReadOnlyList<int> active)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(active);
        var place = new int[circuit.Qubits];
        foreach (var (index, q) in active.Index())
        {
            place[q] = index;
        }

        var operations = circuit.Operations.Select(o => o.OnQubits(place)).ToImmutableArray();
        return new Circuit(active.Count, operations, circuit.ParameterCount)
        {
            Barriers = [.. circuit.Barriers.Select(b => b with { Qubits = [.. b.Qubits.Where(active.Contains).Select(q => place[q])] })],
        };
    }

    /// <summary>The operator that the active qubits see while the others are 0.</summary>
    /// <param name="observable">A sum on all qubits.</param>
    /// <param name="active">The active qubits, ascending.</param>
    /// <param name="idleZ">What Z on an idle qubit is measured as: 1, or less with readout errors.</param>
    /// <param name="idleXY">What X or Y on an idle qubit is measured as: 0, or the bias of readout errors that differ for 0 and 1.</param>
    /// <returns>A sum on the active qubits.</returns>
    public static PauliSum Restrict(PauliSum observable, IReadOnlyList<int> active, double idleZ, double idleXY)
    {
        ArgumentNullException.ThrowIfNull(observable);
        ArgumentNullException.ThrowIfNull(active);
        var isActive = new bool[observable.Qubits];
        foreach (var q in active)
        {
            isActive[q] = true;
        }

        var builder = new PauliSumBuilder(active.Count);
        for (var t = 0; t < observable.Count; t++)
        {
            var label = observable.String(t).ToString();
            double factor = 1;
            for (var q = 0; q < label.Length; q++)
            {
                factor *= isActive[q] || label[q] == 'I' ? 1 : label[q] == 'Z' ? idleZ : idleXY;
            }

            if (factor != 0)
            {
                builder.Add(PauliString.Parse(string.Concat(active.Select(q => label[q]))), factor * observable.Coefficients[t]);
            }
        }

        return builder.Build();
    }
}
