using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Formats;

/// <summary>
/// A gate while a program is read: angles are still expressions, and a global phase is a gate without qubits, so that controls
/// see it. The matrices are exactly those of <see cref="GateMatrices"/>.
/// </summary>
internal readonly record struct QasmPrimitive(GateKind Kind, int[] Qubits, AffineExpression[] Angles, string? Letters = null)
{
    /// <summary>The kind of a global phase.</summary>
    public const GateKind Phase = (GateKind)(-1);

    public static QasmPrimitive Of(GateKind kind, params int[] qubits) => new(kind, qubits, []);

    public static QasmPrimitive Of(GateKind kind, AffineExpression angle, params int[] qubits) => new(kind, qubits, [angle]);

    public static QasmPrimitive Of(GateKind kind, double angle, params int[] qubits) => new(kind, qubits, [AffineExpression.Of(angle)]);

    /// <summary>A bound gate of the table's texts on the qubits that stand for its own.</summary>
    public static QasmPrimitive Of(GateOperation step, int[] qubits) => new(
        step.Kind,
        [.. step.Qubits.ToArray().Select(q => qubits[q])],
        [.. step.Angles.ToArray().Select(static a => AffineExpression.Of(a.Offset))]);

    public static QasmPrimitive GlobalPhase(AffineExpression angle) => new(Phase, [], [angle]);

    /// <summary>The inverse.</summary>
    public QasmPrimitive Adjoint()
    {
        var negated = Array.ConvertAll(Angles, static a => -a);
        if (Kind == GateKind.U)
        {
            (negated[1], negated[2]) = (negated[2], negated[1]);
        }

        return this with { Kind = Kind == Phase ? Phase : GateTable.Get(Kind).Adjoint, Angles = negated };
    }
}
