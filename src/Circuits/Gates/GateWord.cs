using System.Collections.Immutable;
using System.Globalization;

namespace Quiver.Circuits.Gates;

/// <summary>
/// Gates as short texts, for the columns of <see cref="GateTable"/>: <c>h 1; rz(a/2) 1; cx 0 1; ry(-pi/4) 1</c>. Qubits are the gate's
/// own, counted from 0; an angle is a, b or c (the gate's angles), pi or a number, with a sign, and may be divided by a number.
/// </summary>
internal static class GateWord
{
    /// <summary>Reads a text. The angles a, b, c become the free parameters 0, 1, 2.</summary>
    public static ImmutableArray<GateOperation> Parse(string text) =>
        [.. text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Operation)];

    /// <summary>Reads angles separated by semicolons.</summary>
    public static Angle[] Angles(string text) => [.. text.Split(';', StringSplitOptions.TrimEntries).Select(Angle)];

    /// <summary>A gate of a text with the qubits and angles of an operation in place of its own.</summary>
    public static GateOperation Place(GateOperation step, GateOperation on)
    {
        Span<Angle> angles = stackalloc Angle[3];
        for (var i = 0; i < step.Angles.Length; i++)
        {
            angles[i] = Place(step.Angles[i], on.Angles);
        }

        var moved = step.OnQubits(on.Qubits);
        return step.Angles.Length == 0 ? moved : moved.WithAngles(angles[..step.Angles.Length]);
    }

    /// <summary>An angle of a text with the given angles in place of a, b, c.</summary>
    public static Angle Place(Angle angle, ReadOnlySpan<Angle> angles) =>
        angle.IsFree ? angle.Scale * angles[angle.Parameter] : angle;

    private static GateOperation Operation(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.IndexOf(')', StringComparison.Ordinal);
        var name = open < 0 ? text[..text.IndexOf(' ', StringComparison.Ordinal)] : text[..open];
        var qubits = text[(open < 0 ? name.Length : close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static q => int.Parse(q, CultureInfo.InvariantCulture)).ToArray();
        return GateTable.TryFind(name, out var info)
            ? new(info.Kind, qubits, open < 0 ? [] : Angles(text[(open + 1)..close].Replace(',', ';')))
            : throw new FormatException($"There is no gate '{name}' in '{text}'.");
    }

    private static Angle Angle(string text)
    {
        var negative = text.StartsWith('-');
        var parts = text[(negative ? 1 : 0)..].Split('/');
        var divisor = parts.Length > 1 ? double.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        var sign = negative ? -1.0 : 1.0;
        return parts[0] switch
        {
            "a" or "b" or "c" => Gates.Angle.Free(parts[0][0] - 'a', sign / divisor),
            "pi" => Gates.Angle.Of(sign * Math.PI / divisor),
            _ => Gates.Angle.Of(sign * double.Parse(parts[0], CultureInfo.InvariantCulture) / divisor),
        };
    }
}
