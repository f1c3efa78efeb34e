using System.Collections.Immutable;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Programs;
using Quiver.Circuits.Simulation;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Circuits;

/// <summary>What a run of a program shows: basis states, classical bits, or both.</summary>
/// <param name="Source">The program as read.</param>
/// <param name="Program">The program whose bits <paramref name="Classical"/> counts: with a measurement of all qubits where the file has
/// none.</param>
/// <param name="States">Basis states with probability or share of the shots; null where there is no single state or the bits are
/// counted.</param>
/// <param name="StateShots">Shots behind the states; 0 for exact probabilities.</param>
/// <param name="Classical">The classical bits; null when the file measures nothing.</param>
internal sealed record ProgramRun(
    CircuitProgram Source, CircuitProgram Program, (string State, double Probability)[]? States, int StateShots,
        ClassicalOutcomes? Classical)
{
    // Sampled when an exact distribution would take too many branches and no number of shots was given.
    private const int DefaultShots = 10_000;
    private const double Negligible = 1e-12;

    /// <summary>Runs a bound program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="engine">Makes the states of programs that measure at the end only.</param>
    /// <param name="noisy">A noisy device instead, or null.</param>
    /// <param name="shots">0 for exact probabilities.</param>
    /// <param name="seed">Fixes the outcomes.</param>
    /// <param name="top">Basis states to show.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task<ProgramRun> OfAsync(
        CircuitProgram program, ICircuitSimulator engine, NoisyDevice? noisy, int shots, int seed, int top,
            CancellationToken cancellation)
    {
        var measures = program.Steps.Any(static s => s is MeasureStep { Bit: >= 0 });
        if (!program.IsUnitary)
        {
            var counted = program.Bits > 0 ? program : MeasuringAll(program);
            return new(program, counted, null, 0, Branched(counted, shots, seed, cancellation));
        }

        if (measures && shots > 0 && noisy is null && engine is NativeSimulator)
        {
            return new(program, program, null, 0, ProgramSimulator.Sample(program, shots, seed, cancellation));
        }

        var random = new Random(seed);
        var (circuit, used) = noisy is null ? InUse(program) : (program.Gates(), [.. Enumerable.Range(0, program.Qubits)]);
        IEnumerable<(int State, double Weight)> weights;
        if (noisy is not null)
        {
            var outcomes = ArgumentErrors.AsInput(() => noisy.Outcomes(circuit, cancellation));
            weights = shots == 0 ? outcomes.All().ToArray() : Counted(outcomes.Sample(shots, random));
        }
        else
        {
            double[] probabilities =
            [
                .. (await engine.StatesAsync([circuit], cancellation).ConfigureAwait(false))[0].Select(static a =>
                    (a.Real * a.Real) + (a.Imaginary * a.Imaginary)),
            ];

            // Shots from the exact distribution, so that the seed fixes them whatever made the state.
            weights = shots == 0 ? probabilities.Index() : Counted(StateObservables.Sample(probabilities, shots, random));
        }

        if (shots == 0)
        {
            return new(program, program, Top(weights, program.Qubits, used, top), 0, measures ? Wired(program, weights, used, 0) : null);
        }

        return measures
            ? new(program, program, null, 0, Wired(program, weights, used, shots))
            : new(program, program, Top(weights.Select(w => (w.State, w.Weight / shots)), program.Qubits, used, top), shots, null);
    }

    private static IEnumerable<(int State, double Weight)> Counted(int[] outcomes) =>
        outcomes.CountBy(static o => o).OrderBy(static c => c.Key).Select(static c => (c.Key, (double)c.Value)).ToArray();

    private static CircuitProgram MeasuringAll(CircuitProgram program)
    {
        RunNotes.Add("the file measures into no bits, so all qubits are measured at the end");
        return new(
            program.QubitRegisters,
            [new("qubits", 0, program.Qubits)],
            [.. program.Steps, .. Enumerable.Range(0, program.Qubits).Select(static q => new MeasureStep(q, q))]);
    }

    private static ClassicalOutcomes Branched(CircuitProgram program, int shots, int seed, CancellationToken cancellation)
    {
        if (shots == 0)
        {
            if (ProgramSimulator.Exact(program, cancellation) is { } exact)
            {
                return exact;
            }

            RunNotes.Add($"the measurements have too many outcomes for an exact distribution: {DefaultShots:N0} shots were sampled "
                + $"(--shots sets another number)");
            shots = DefaultShots;
        }

        return ProgramSimulator.Sample(program, shots, seed, cancellation);
    }

    // Idle qubits cost nothing: they stay 0.
    private static (Circuit Circuit, int[] Used) InUse(CircuitProgram program)
    {
        var circuit = program.Gates();
        var isUsed = new bool[Math.Max(1, program.Qubits)];
        foreach (var o in circuit.Operations)
        {
            foreach (var q in o.Qubits)
            {
                isUsed[q] = true;
            }
        }

        isUsed[0] |= Array.TrueForAll(isUsed, static u => !u);
        int[] used = [.. Enumerable.Range(0, isUsed.Length).Where(q => isUsed[q])];
        if (used.Length > ProgramSimulator.MostQubits)
        {
            throw new InputException($"The circuit uses {used.Length} qubits; a state vector is made for at most "
                + $"{ProgramSimulator.MostQubits}.");
        }

        var places = new int[isUsed.Length];
        for (var k = 0; k < used.Length; k++)
        {
            places[used[k]] = k;
        }

        return (circuit.OnQubits(places, used.Length), used);
    }

    private static (string, double)[] Top(IEnumerable<(int State, double Weight)> weights, int qubits, int[] used, int top)
    {
        // The smallest of the best is thrown out first; of equal ones the one with the larger index.
        var best = new PriorityQueue<(int State, double Weight), (double Weight, int Index)>();
        foreach (var (state, weight) in weights.Where(static w => w.Weight > Negligible))
        {
            best.Enqueue((state, weight), (Math.Round(weight, 12), -state));
            if (best.Count > top)
            {
                best.Dequeue();
            }
        }

        return
        [
            .. best.UnorderedItems.Select(static b => b.Element).OrderByDescending(static b => Math.Round(b.Weight, 12))
                .ThenBy(static b => b.State).Select(b => (Text(b.State, qubits, used), b.Weight)),
        ];
    }

    private static string Text(int index, int qubits, int[] used)
    {
        var text = new char[qubits];
        Array.Fill(text, '0');
        for (var k = 0; k < used.Length; k++)
        {
            text[used[k]] = ((index >> (used.Length - 1 - k)) & 1) == 1 ? '1' : '0';
        }

        return new string(text);
    }

    // The distribution over the qubits read through the measurements.
    private static ClassicalOutcomes Wired(
        CircuitProgram program, IEnumerable<(int State, double Weight)> weights, int[] used, int shots)
    {
        var places = used.Select(static (q, k) => (q, k)).ToDictionary(static p => p.q, static p => p.k);
        (int Shift, int Bit)[] wires =
        [
            .. program.Steps.OfType<MeasureStep>().Where(static m => m.Bit >= 0)
                .Select(m => (places.TryGetValue(m.Qubit, out var k) ? used.Length - 1 - k : -1, m.Bit)),
        ];
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        var text = new char[program.Bits];
        foreach (var (x, weight) in weights.Where(static w => w.Weight > Negligible))
        {
            Array.Fill(text, '0');
            foreach (var (shift, bit) in wires)
            {
                text[bit] = shift >= 0 && ((x >> shift) & 1) == 1 ? '1' : '0';
            }

            var key = new string(text);
            sums[key] = sums.GetValueOrDefault(key) + weight;
        }

        return new([.. sums.OrderByDescending(static s => s.Value).ThenBy(static s => s.Key, StringComparer.Ordinal)], shots, 1);
    }
}
