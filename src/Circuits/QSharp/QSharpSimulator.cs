using System.Numerics;
using System.Text.Json.Nodes;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.QSharp;

/// <summary>
/// Circuits simulated by Q#: many in one program, since each program is compiled anew (100 to 250 ms). Measured outcomes are
/// drawn by Q# itself and are not repeatable by a seed; dumped states are exact.
/// </summary>
/// <param name="host">The process that compiles and simulates.</param>
public sealed class QSharpSimulator(QSharpHost host)
{
    private const int Batch = 50;

    /// <summary>The exact states that circuits prepare from all zeros.</summary>
    /// <param name="circuits">Circuits and the values of their free parameters, radians.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>Amplitudes per circuit; qubit 0 is the index's most significant bit. The global phase is Q#'s own.</returns>
    /// <exception cref="QSharpException">Q# failed.</exception>
    public async Task<Complex[][]> StatesAsync(IReadOnlyList<(Circuit Circuit, double[] Parameters)> circuits, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(circuits);
        var states = new List<Complex[]>(circuits.Count);
        foreach (var batch in circuits.Chunk(Batch))
        {
            var calls = batch.Select(c => $"Quiver.Quantum.DumpCircuit({QSharpSource.Arguments(c.Circuit, c.Parameters)});");
            var answer = await host.SendAsync(new JsonObject { ["expr"] = "{" + string.Concat(calls) + "}", ["shots"] = 1 }, cancellation).ConfigureAwait(false);
            var dumps = answer["states"] as JsonArray ?? [];
            if (dumps.Count != batch.Length)
            {
                throw new QSharpException($"Q# dumped {dumps.Count} states for {batch.Length} circuits.");
            }

            states.AddRange(dumps.Select((dump, i) => Amplitudes((JsonObject)dump!, batch[i].Circuit.Qubits)));
        }

        return [.. states];
    }

    /// <summary>Exact energies from the dumped states.</summary>
    /// <param name="circuits">Circuits and the values of their free parameters, radians.</param>
    /// <param name="observable">The Hamiltonian, in hartree or its own unit.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>One energy per circuit, in the observable's unit.</returns>
    public async Task<double[]> EnergiesAsync(
        IReadOnlyList<(Circuit Circuit, double[] Parameters)> circuits, PauliSum observable, CancellationToken cancellation = default)
    {
        var states = await StatesAsync(circuits, cancellation).ConfigureAwait(false);
        return [.. states.Select(s => StateObservables.Expectation(observable, s))];
    }

    /// <summary>Prepares a circuit's state and measures one group of qubit-wise commuting terms.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="parameters">Values of its free parameters, radians.</param>
    /// <param name="bases">The letter to measure on each qubit; I leaves it alone.</param>
    /// <param name="shots">Repetitions.</param>
    /// <param name="noise">Probabilities of X, Y and Z after every gate, or null.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>One row per shot: the outcome 0 or 1 of each qubit, [shots][qubits].</returns>
    public async Task<int[][]> MeasureAsync(
        Circuit circuit, double[] parameters, PauliString bases, int shots, (double X, double Y, double Z)? noise = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        var letters = string.Join(',', Enumerable.Range(0, circuit.Qubits).Select(q => "Pauli" + bases[q]));
        var request = new JsonObject
        {
            ["expr"] = $"Quiver.Quantum.MeasureGroup({QSharpSource.Arguments(circuit, parameters)},[{letters}])",
            ["shots"] = shots,
            ["noise"] = noise is { } p ? new JsonArray(p.X, p.Y, p.Z) : null,
        };
        var answer = await host.SendAsync(request, cancellation).ConfigureAwait(false);
        return [.. (answer["results"] as JsonArray ?? []).Select(r => ((string)r!).Trim('[', ']')
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(static o => string.Equals(o, "One", StringComparison.Ordinal) ? 1 : 0).ToArray())];
    }

    private static Complex[] Amplitudes(JsonObject dump, int qubits)
    {
        var state = new Complex[1 << qubits];
        foreach (var (ket, value) in dump)
        {
            var index = Convert.ToInt32(ket.Trim('|', '⟩'), 2);
            state[index] = new((double)value![0]!, (double)value[1]!);
        }

        return state;
    }
}
