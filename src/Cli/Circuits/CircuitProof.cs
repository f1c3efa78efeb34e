using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.QSharp;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Circuits;

/// <summary>The Q# column of a table.</summary>
internal static class CircuitProof
{
    // Every row is a program of its own.
    private const int MostRows = 250;

    // Q# hands over every amplitude: without being asked, states of more qubits outside basis states are not verified.
    private const int MostSpreadQubits = 18;

    /// <summary>The same of circuits that do not depend on the row.</summary>
    /// <param name="verify">auto, yes or no.</param>
    /// <param name="problem">What the circuits are for.</param>
    /// <param name="circuits">Circuits with bound angles.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static Task<double?[]?> DifferencesAsync(
        string verify, CircuitProblem problem, IReadOnlyList<Circuit> circuits, CancellationToken cancellation) =>
        DifferencesAsync(verify, problem, [.. circuits.Select(ClassifierCircuit.Of)], cancellation);

    /// <summary>Differences of energies (for classifiers, of the scores of test rows) to Q#, noise left aside; null where nothing was
    /// verified.</summary>
    /// <param name="verify">auto, yes or no.</param>
    /// <param name="problem">What the circuits are for.</param>
    /// <param name="circuits">The circuits; only those of classifiers depend on the row.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task<double?[]?> DifferencesAsync(string verify, CircuitProblem problem, IReadOnlyList<ClassifierCircuit> circuits,
        CancellationToken cancellation)
    {
        var observable = problem switch
        {
            ObservableProblem o => o.Observable,
            NoisyProblem n => n.Observable,
            _ => null,
        };
        if (string.Equals(verify, "no", StringComparison.Ordinal)
            || (observable is null && problem is not ClassificationProblem { TestRows: > 0 }))
        {
            return null;
        }

        try
        {
            using var qsharp = SimulatorFactory.Create("qsharp");
            if (problem is ClassificationProblem rows && qsharp is QSharpSimulator simulator)
            {
                if (rows.TestRows > MostRows)
                {
                    RunNotes.Add($"The classifiers were compared with Q# on {MostRows} of the {rows.TestRows} test rows.");
                }

                var scores = await ClassifierVerifier.DifferencesAsync(simulator, rows, circuits, MostRows, cancellation)
                    .ConfigureAwait(false);
                return [.. scores.Select(static d => (double?)d)];
            }

            var bound = circuits.Select(static c => c.On([])).ToArray();
            var checkable = bound.Select(c =>
                string.Equals(verify, "yes", StringComparison.Ordinal) || Spread(c) <= MostSpreadQubits).ToArray();
            if (checkable.Contains(false))
            {
                RunNotes.Add(
                    $"{checkable.Count(static c => !c)} circuits spread over more than {MostSpreadQubits} qubits and were not verified in Q#, " +
                    $"which hands over every amplitude; --verify yes does it all the same.");
            }

            var found = new Queue<double>(await QSharpVerifier.DifferencesAsync(
                qsharp, [.. bound.Where((_, i) => checkable[i])], observable!, cancellation).ConfigureAwait(false));
            return [.. checkable.Select(c => c ? found.Dequeue() : (double?)null)];
        }
        catch (InputException e) when (string.Equals(verify, "auto", StringComparison.Ordinal))
        {
            await Console.Error.WriteLineAsync("quiver: not verified in Q#. " + e.Message).ConfigureAwait(false);
            return null;
        }
    }

    // Qubits out of a basis state: neither X nor diagonal gates nor whole half turns take them there, CX hands it on.
    private static int Spread(Circuit circuit)
    {
        var spread = new bool[circuit.Qubits];
        foreach (var gate in circuit.Operations)
        {
            var still = gate.Kind switch
            {
                GateKind.X or GateKind.Z or GateKind.RZ or GateKind.RZZ or GateKind.CZ => true,
                GateKind.RX or GateKind.RY => Math.Abs(Math.Sin(gate.Angles[0].Value([]))) < 1e-9,
                GateKind.CX => !spread[gate.Qubits[0]] && !spread[gate.Qubits[1]],
                _ => false,
            };
            foreach (var q in still ? [] : gate.Qubits)
            {
                spread[q] = true;
            }
        }

        return spread.Count(static s => s);
    }
}
