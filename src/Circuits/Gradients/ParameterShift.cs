using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// Gradients by the parameter-shift rules, each gate occurrence shifted by itself: what a quantum computer would measure,
/// and the oracle for <see cref="AdjointWorkspace"/>. Slow: two or four circuits per angle.
/// </summary>
public static class ParameterShift
{
    // Four-term rule for frequencies 1/2 and 1 (Anselmetti et al., arXiv:2104.05695, eq. 5).
    private static readonly double FourPlus = (Math.Sqrt(2) + 1) / (4 * Math.Sqrt(2));
    private static readonly double FourMinus = (Math.Sqrt(2) - 1) / (4 * Math.Sqrt(2));

    /// <summary>The gradient of any function of circuits that is an expectation value.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="parameters">Values of its free parameters, radians.</param>
    /// <param name="expectation">The expectation value of a circuit without free parameters.</param>
    /// <returns>One derivative per parameter.</returns>
    public static double[] Gradient(Circuit circuit, ReadOnlySpan<double> parameters, Func<Circuit, double> expectation)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(expectation);
        var gradient = new double[circuit.ParameterCount];
        var bound = circuit.Bind(parameters);
        for (var k = 0; k < circuit.Count; k++)
        {
            var operation = circuit.Operations[k];
            for (var a = 0; a < operation.Angles.Length; a++)
            {
                var angle = operation.Angles[a];
                if (angle.IsFree)
                {
                    gradient[angle.Parameter] += angle.Scale * Derivative(bound, k, a, expectation);
                }
            }
        }

        return gradient;
    }

    /// <summary>The gradient of an energy, on dense matrices.</summary>
    /// <param name="circuit">The circuit, at most 12 qubits.</param>
    /// <param name="parameters">Values of its free parameters, radians.</param>
    /// <param name="observable">The operator.</param>
    /// <returns>One derivative per parameter.</returns>
    public static double[] Gradient(Circuit circuit, ReadOnlySpan<double> parameters, PauliSum observable) =>
        Gradient(circuit, parameters, c => StateObservables.Expectation(observable, DenseSimulator.Run(c)));

    /// <summary>Whether a gate's energy holds two frequencies (1/2 and 1), so that four shifts are needed.</summary>
    /// <param name="kind">The gate.</param>
    /// <returns>False when two shifts are enough.</returns>
    public static bool NeedsFourTerms(GateKind kind) => GateTable.Get(kind).HasTwoFrequencies;

    private static double Derivative(Circuit bound, int place, int which, Func<Circuit, double> expectation)
    {
        double Shifted(double by)
        {
            var operation = bound.Operations[place];
            var angles = operation.Angles.ToArray();
            angles[which] += by;
            return expectation(new Circuit(bound.Qubits, bound.Operations.SetItem(place, operation.WithAngles(angles))));
        }

        var quarter = Math.PI / 2;
        if (!NeedsFourTerms(bound.Operations[place].Kind))
        {
            return (Shifted(quarter) - Shifted(-quarter)) / 2;
        }

        return (FourPlus * (Shifted(quarter) - Shifted(-quarter))) - (FourMinus * (Shifted(3 * quarter) - Shifted(-3 * quarter)));
    }
}
