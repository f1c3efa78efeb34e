using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Simulation;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.QSharp;

/// <summary>
/// Circuits simulated by Q#: many in one program, since each program is compiled anew (100 to 250 ms), and programs spread over the
/// pool's workers. Dumped states are exact, and shots without noise are drawn from them by a seeded sampler; noise is drawn by Q#
/// itself and not repeatable by a seed.
/// </summary>
/// <param name="pool">The processes that compile and simulate; disposed with the simulator.</param>
public sealed class QSharpSimulator(QSharpPool pool) : ICircuitSimulator
{
    // Long programs compile slower than in proportion; measured best between 20 and 100 circuits of 25 gates.
    private const int GatesPerProgram = 3000;

    /// <inheritdoc/>
    public string Name => "qsharp";

    /// <inheritdoc/>
    /// <exception cref="InputException">Node or the npm package is missing.</exception>
    /// <exception cref="QSharpException">Q# failed.</exception>
    public async Task<Complex[][]> StatesAsync(IReadOnlyList<Circuit> circuits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuits);
        return await InBatches(circuits, async (batch, _) =>
        {
            var calls = batch.Select(static c => $"Quiver.Quantum.DumpCircuit({QSharpSource.Arguments(c)});");
            var answer = await Send("{" + string.Concat(calls) + "}", cancellationToken).ConfigureAwait(false);
            return Dumps(answer, [.. batch.Select(static c => c.Qubits)]);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">Node or the npm package is missing.</exception>
    /// <exception cref="QSharpException">Q# failed.</exception>
    public async Task<double[]> EnergiesAsync(
        IReadOnlyList<Circuit> circuits, PauliSum observable, CancellationToken cancellationToken = default)
    {
        var states = await StatesAsync(circuits, cancellationToken).ConfigureAwait(false);
        return [.. states.Select(s => StateObservables.Expectation(observable, s))];
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">Node or the npm package is missing.</exception>
    /// <exception cref="QSharpException">Q# failed.</exception>
    public async Task<int[][]> SampleAsync(
        IReadOnlyList<Circuit> circuits, IReadOnlyList<int> shots, PauliNoise noise = default, int seed = 0,
        CancellationToken cancellationToken = default)
    {
        CircuitSimulatorExtensions.RequireShots(circuits, shots);
        if (noise.IsNone)
        {
            // Q# takes no seed: its exact state is dumped, and our own seeded sampler measures it.
            var random = new Random(seed);
            var states = await StatesAsync(circuits, cancellationToken).ConfigureAwait(false);
            return [.. states.Select((s, k) => StateObservables.Sample([.. s.Select(static a => (a.Real * a.Real) + (a.Imaginary * a.Imaginary))], shots[k], random))];
        }

        var errors = Noise(noise);
        return await InBatches<int[]>(circuits, async (batch, first) =>
        {
            var calls = batch.Select((c, k) => string.Create(
                CultureInfo.InvariantCulture, $"Quiver.Quantum.SampleCircuit({QSharpSource.Arguments(c)},{errors},{shots[first + k]})"));
            var numbers = Numbers(await Send("[" + string.Join(',', calls) + "]", cancellationToken).ConfigureAwait(false));
            var results = new int[batch.Length][];
            var start = 0;
            for (var k = 0; k < results.Length; start += shots[first + k], k++)
            {
                results[k] = start + shots[first + k] <= numbers.Length
                    ? numbers[start..(start + shots[first + k])]
                    : throw new QSharpException($"Q# returned {numbers.Length} outcomes, fewer than were asked for.");
            }

            return results;
        }).ConfigureAwait(false);
    }

    /// <summary>Prepares a circuit's state and measures a Pauli term as one joint measurement of its letters.</summary>
    /// <param name="circuit">A circuit with bound angles.</param>
    /// <param name="term">The term, not the identity.</param>
    /// <param name="shots">Repetitions, at least 1.</param>
    /// <param name="noise">Pauli noise after every gate.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The mean of the outcomes, -1 to 1.</returns>
    /// <exception cref="QSharpException">Q# failed.</exception>
    public async Task<double> MeasureTermAsync(
        Circuit circuit, PauliString term, int shots, PauliNoise noise = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        RequireLetters(circuit, term);
        var call = string.Create(CultureInfo.InvariantCulture,
            $"Quiver.Quantum.CountTerm({QSharpSource.Arguments(circuit)},{Noise(noise)},{QSharpSource.Letters(term)},{shots})");
        return 1 - (2.0 * Numbers(await Send(call, cancellationToken).ConfigureAwait(false)).Single() / shots);
    }

    /// <summary>Prepares a circuit's state and measures a group of qubit-wise commuting terms.</summary>
    /// <param name="circuit">A circuit with bound angles.</param>
    /// <param name="bases">The letter to measure on each qubit; I leaves it alone.</param>
    /// <param name="shots">Repetitions, at least 1.</param>
    /// <param name="noise">Pauli noise after every gate.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Per shot a number with bit 1 where the outcome was -1; qubit 0 is the most significant bit.</returns>
    /// <exception cref="QSharpException">Q# failed.</exception>
    public async Task<int[]> MeasureGroupAsync(
        Circuit circuit, PauliString bases, int shots, PauliNoise noise = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        RequireLetters(circuit, bases);
        var call = string.Create(CultureInfo.InvariantCulture,
            $"Quiver.Quantum.SampleGroup({QSharpSource.Arguments(circuit)},{Noise(noise)},{QSharpSource.Letters(bases)},{shots})");
        return Numbers(await Send(call, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Prepares a state from its amplitudes in Q# and dumps it.</summary>
    /// <param name="amplitudes">2^n amplitudes with norm 1, n at least 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The prepared amplitudes, equal up to a global phase.</returns>
    /// <exception cref="ArgumentException">Another number of amplitudes, or another norm.</exception>
    /// <exception cref="QSharpException">Q# failed.</exception>
    public async Task<Complex[]> PrepareAsync(IReadOnlyList<Complex> amplitudes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(amplitudes);
        var qubits = BitOperations.Log2((uint)amplitudes.Count);
        if (qubits < 1 || amplitudes.Count != 1 << qubits
            || Math.Abs(amplitudes.Sum(static a => (a.Real * a.Real) + (a.Imaginary * a.Imaginary)) - 1) > 1e-9)
        {
            throw new ArgumentException(
                $"A state has 2, 4, 8, ... amplitudes with norm 1; {amplitudes.Count} were given.", nameof(amplitudes));
        }

        var call = string.Create(
            CultureInfo.InvariantCulture, $"Quiver.Quantum.DumpAmplitudes({qubits},{QSharpSource.Amplitudes(amplitudes)})");
        return Dumps(await Send(call, cancellationToken).ConfigureAwait(false), [qubits])[0];
    }

    /// <summary>The exact states behind circuits that start from a state given by its amplitudes, all prepared and run in Q#.</summary>
    /// <param name="amplitudes">2^n amplitudes with norm 1, n at least 1.</param>
    /// <param name="circuits">Circuits with bound angles on n qubits.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Amplitudes per circuit, up to a global phase.</returns>
    /// <exception cref="ArgumentException">A circuit has another number of qubits.</exception>
    /// <exception cref="QSharpException">Q# failed.</exception>
    public async Task<Complex[][]> StatesFromAsync(
        IReadOnlyList<Complex> amplitudes, IReadOnlyList<Circuit> circuits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(amplitudes);
        ArgumentNullException.ThrowIfNull(circuits);
        if (circuits.FirstOrDefault(c => 1 << c.Qubits != amplitudes.Count) is { } other)
        {
            throw new ArgumentException(
                $"A circuit of {other.Qubits} qubits does not fit {amplitudes.Count} amplitudes.", nameof(circuits));
        }

        var state = QSharpSource.Amplitudes(amplitudes);
        return await InBatches(circuits, async (batch, _) =>
        {
            var calls = batch.Select(c => $"Quiver.Quantum.DumpFromAmplitudes(start,{QSharpSource.Arguments(c)});");
            var answer = await Send("{ let start = " + state + ";" + string.Concat(calls) + "}", cancellationToken).ConfigureAwait(false);
            return Dumps(answer, [.. batch.Select(static c => c.Qubits)]);
        }).ConfigureAwait(false);
    }

    /// <summary>Compiles a circuit to QIR, the intermediate representation that hardware services take, for the base profile.</summary>
    /// <param name="circuit">A circuit with bound angles; every qubit is measured at the end.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>LLVM text.</returns>
    /// <exception cref="QSharpException">The compiler refused the program.</exception>
    public async Task<string> QirAsync(Circuit circuit, CancellationToken cancellationToken = default)
    {
        var answer = await pool.SendAsync(new JsonObject { ["qir"] = QSharpWriter.Write(circuit) }, cancellationToken)
            .ConfigureAwait(false);
        return (string?)answer["qir"] ?? throw new QSharpException("The compiler returned no QIR.");
    }

    /// <summary>Ends the processes.</summary>
    public void Dispose() => pool.Dispose();

    private static async Task<T[]> InBatches<T>(IReadOnlyList<Circuit> circuits, Func<Circuit[], int, Task<T[]>> run)
    {
        var runs = new List<Task<T[]>>();
        for (var first = 0; first < circuits.Count;)
        {
            var last = first;
            for (var gates = 0; last < circuits.Count && (last == first || gates + circuits[last].Count <= GatesPerProgram); last++)
            {
                gates += Math.Max(circuits[last].Count, 10);
            }

            runs.Add(run([.. circuits.Skip(first).Take(last - first)], first));
            first = last;
        }

        var parts = await Task.WhenAll(runs).ConfigureAwait(false);
        return [.. parts.SelectMany(static p => p)];
    }

    private static string Noise(PauliNoise noise)
    {
        var (x, y, z) = PauliNoise.Checked(noise);
        return noise.IsNone ? "[]" : $"[{QSharpSource.Number(x)},{QSharpSource.Number(y)},{QSharpSource.Number(z)}]";
    }

    private static void RequireLetters(Circuit circuit, PauliString letters)
    {
        if (letters.Qubits != circuit.Qubits)
        {
            throw new ArgumentException(
                $"A string of {letters.Qubits} letters does not fit a circuit of {circuit.Qubits} qubits.", nameof(letters));
        }
    }

    private static Complex[][] Dumps(JsonObject answer, int[] qubits)
    {
        var dumps = answer["states"] as JsonArray ?? [];
        return dumps.Count == qubits.Length
            ? [.. dumps.Select((dump, i) => Amplitudes((JsonObject)dump!, qubits[i]))]
            : throw new QSharpException($"Q# dumped {dumps.Count} states for {qubits.Length} circuits.");
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

    private static int[] Numbers(JsonObject answer)
    {
        var text = (string?)(answer["results"] as JsonArray)?[0] ?? string.Empty;
        return [.. text.Split(['[', ']', ',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(static n => int.Parse(n, CultureInfo.InvariantCulture))];
    }

    private Task<JsonObject> Send(string expression, CancellationToken cancellationToken) =>
        pool.SendAsync(new JsonObject { ["expr"] = expression, ["shots"] = 1 }, cancellationToken);
}
