using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Hamiltonians.Formats;

namespace Quiver.Cli.Circuits;

/// <summary>How large UCCSD is for a molecule: one Trotter step, compiled to {RX, RY, RZ, CX} and simplified.</summary>
/// <param name="Cx">CX gates.</param>
/// <param name="Gates">Gates in all, the X of the reference included.</param>
internal sealed record UccsdSize(int Cx, int Gates)
{
    private const int MostQubits = 16;

    /// <summary>Counts the gates, with angles that no gate can cancel by; nothing is fitted.</summary>
    /// <param name="problem">What circuits are designed for.</param>
    /// <param name="file">The problem's file; null where there is none.</param>
    /// <returns>The counts; null where the file states no electrons or the molecule has more than 16 qubits.</returns>
    public static UccsdSize? Of(CircuitProblem problem, HamiltonianFile? file)
    {
        if (Baselines.Inner(problem) is not GroundStateProblem molecule || file?.StateSector is not { } sector
            || problem.Qubits > MostQubits)
        {
            return null;
        }

        var circuit = UccsdAnsatz.Create(problem.Qubits, sector, molecule.BasisState);
        var random = new Random(1);
        double[] angles = [.. Enumerable.Range(0, circuit.ParameterCount).Select(_ => 0.1 + random.NextDouble())];
        var compiled = Transpiler.Transpile(circuit.Bind(angles), GateBasis.RxRyRzCx);
        return new UccsdSize(CircuitMetrics.CxCount(compiled), compiled.Count);
    }
}
