using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;

namespace Quiver.Cli.Circuits;

/// <summary>A gate of a classifier in JSON.</summary>
/// <param name="Gate">Its name.</param>
/// <param name="Qubits">Where it acts, controls first.</param>
/// <param name="Angle">Its angle in radians, or the weight that a feature is multiplied with for it; null for gates without one.</param>
/// <param name="Feature">The feature of the row that it turns by, from 0; null for a plain angle.</param>
internal sealed record ClassifierGate(string Gate, IReadOnlyList<int> Qubits, double? Angle, int? Feature)
{
    public static ClassifierGate Of(GateOperation operation, ClassifierCircuit circuit)
    {
        if (operation.Angles.Length == 0)
        {
            return new ClassifierGate(operation.Info.Name, operation.Qubits.ToArray(), null, null);
        }

        var angle = operation.Angles[0];
        return new ClassifierGate(
            operation.Info.Name, operation.Qubits.ToArray(), angle.Value(circuit.Angles.AsSpan()),
            angle.IsFree && circuit.Uploads[angle.Parameter] is >= 0 and var feature ? feature : null);
    }
}
