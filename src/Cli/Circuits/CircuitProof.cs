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

    /// <summary>The same of circuits that do not depend on the row.</summary>
    /// <param name="verify">auto, yes or no.</param>
    /// <param name="problem">What the circuits are for.</param>
    /// <param name="circuits">Circuits with bound angles.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static Task<double[]?> DifferencesAsync(
        string verify, CircuitProblem problem, IReadOnlyList<Circuit> circuits, CancellationToken cancellation) =>
        DifferencesAsync(verify, problem, [.. circuits.Select(ClassifierCircuit.Of)], cancellation);

    /// <summary>Differences of energies (for classifiers, of the scores of test rows) to Q#, noise left aside; null where nothing was
    /// verified.</summary>
    /// <param name="verify">auto, yes or no.</param>
    /// <param name="problem">What the circuits are for.</param>
    /// <param name="circuits">The circuits; only those of classifiers depend on the row.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task<double[]?> DifferencesAsync(string verify, CircuitProblem problem, IReadOnlyList<ClassifierCircuit> circuits,
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

                return await ClassifierVerifier.DifferencesAsync(simulator, rows, circuits, MostRows, cancellation).ConfigureAwait(false);
            }

            return await QSharpVerifier.DifferencesAsync(
                qsharp, [.. circuits.Select(static c => c.On([]))], observable!, cancellation).ConfigureAwait(false);
        }
        catch (InputException e) when (string.Equals(verify, "auto", StringComparison.Ordinal))
        {
            await Console.Error.WriteLineAsync("quiver: not verified in Q#. " + e.Message).ConfigureAwait(false);
            return null;
        }
    }
}
