using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.QSharp;

/// <summary>Checks classifiers against Q#: test rows are prepared as states there, and the circuits run on them.</summary>
public static class ClassifierVerifier
{
    /// <summary>The largest difference of a score between the native simulator and Q#, for each of several circuits.</summary>
    /// <param name="qsharp">Q#.</param>
    /// <param name="problem">The rows.</param>
    /// <param name="circuits">Circuits with bound angles.</param>
    /// <param name="mostRows">Test rows to compare, evenly spread; at least 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>One difference per circuit: the largest over rows and qubits that are read, of an expectation value of Z.</returns>
    public static Task<double[]> DifferencesAsync(
        QSharpSimulator qsharp, ClassificationProblem problem, IReadOnlyList<Circuit> circuits, int mostRows = int.MaxValue,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuits);
        return DifferencesAsync(qsharp, problem, [.. circuits.Select(ClassifierCircuit.Of)], mostRows, cancellationToken);
    }

    /// <summary>The largest difference of a score between the native simulator and Q#, for each of several circuits, which run there with
    /// every row's features bound.</summary>
    /// <param name="qsharp">Q#.</param>
    /// <param name="problem">The rows.</param>
    /// <param name="circuits">The circuits.</param>
    /// <param name="mostRows">Test rows to compare, evenly spread; at least 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>One difference per circuit: the largest over rows and qubits that are read, of an expectation value of Z.</returns>
    public static async Task<double[]> DifferencesAsync(
        QSharpSimulator qsharp, ClassificationProblem problem, IReadOnlyList<ClassifierCircuit> circuits, int mostRows = int.MaxValue,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(qsharp);
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(circuits);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostRows, 1);
        var scores = circuits.Select(problem.TestScores).ToArray();
        var count = Math.Min(mostRows, problem.TestRows);
        var rows = Enumerable.Range(0, count).Select(k => (int)((long)k * problem.TestRows / count)).ToArray();
        var states = await Task.WhenAll(rows.Select(r => qsharp.StatesFromAsync(
                problem.TestState(r), [.. circuits.Select(c => c.On(problem.TestFeatures(r)))], cancellationToken)))
            .ConfigureAwait(false);
        var differences = new double[circuits.Count];
        foreach (var (k, row) in rows.Index())
        {
            for (var c = 0; c < differences.Length; c++)
            {
                for (var q = 0; q < problem.Readouts; q++)
                {
                    var own = scores[c][(row * problem.Readouts) + q];
                    differences[c] = Math.Max(differences[c], Math.Abs(own - Z(states[k][c], problem.Qubits - 1 - q)));
                }
            }
        }

        return differences;
    }

    private static double Z(Complex[] state, int bit)
    {
        double sum = 0;
        for (var i = 0; i < state.Length; i++)
        {
            var weight = (state[i].Real * state[i].Real) + (state[i].Imaginary * state[i].Imaginary);
            sum += ((i >> bit) & 1) == 0 ? weight : -weight;
        }

        return sum;
    }
}
