using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Formats;

/// <summary>Turns primitives into operations; every expression that is more than a scaled input becomes a parameter of its own.</summary>
internal sealed class QasmSlots(int inputs, Func<string, int, InputException>? refuse)
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    /// <summary>Number of inputs so far; parameters of expressions come after <see cref="FirstDerived"/>.</summary>
    public int Inputs { get; set; } = inputs;

    /// <summary>Expressions are numbered from here, so that inputs may still be declared.</summary>
    public const int FirstDerived = 1 << 24;

    /// <summary>The expressions, in the order of first use.</summary>
    public List<ParameterExpression> Derived { get; } = [];

    /// <summary>The operation; null for a global phase.</summary>
    public GateOperation? Lower(QasmPrimitive primitive, int line)
    {
        if (primitive.Kind == QasmPrimitive.Phase)
        {
            return null;
        }

        Span<Angle> angles = stackalloc Angle[3];
        for (var k = 0; k < primitive.Angles.Length; k++)
        {
            angles[k] = ToAngle(primitive.Angles[k], line);
        }

        return primitive.Kind == GateKind.PauliExp
            ? GateOperation.PauliExponential(PauliString.Parse(primitive.Letters!), primitive.Qubits, angles[0])
            : new GateOperation(primitive.Kind, primitive.Qubits, angles[..primitive.Angles.Length]);
    }

    private Angle ToAngle(AffineExpression a, int line)
    {
        if (a.Core is null || a.Scale == 0)
        {
            return a.Offset;
        }

        if (a.Core.Input >= 0)
        {
            return new(a.Core.Input, a.Scale, a.Offset);
        }

        if (refuse is not null)
        {
            throw refuse($"'{a.Core.Text}': in a plain circuit an angle may depend on one free parameter only, scaled and shifted.", line);
        }

        if (!numbers.TryGetValue(a.Core.Text, out var number))
        {
            number = Derived.Count;
            numbers.Add(a.Core.Text, number);
            Derived.Add(a.Core);
        }

        return new(FirstDerived + number, a.Scale, a.Offset);
    }
}
