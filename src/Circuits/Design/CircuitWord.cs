using System.Collections.Immutable;
using System.Globalization;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>A designed circuit as its gates in order, without what it begins with.</summary>
/// <param name="Gates">The gates.</param>
/// <param name="Angles">Radians, one for each gate that has an angle, in order.</param>
public sealed record CircuitWord(ImmutableArray<DesignGate> Gates, ImmutableArray<double> Angles)
{
    private const int MostQubits = 24;

    // A gate's own number of angles is one or none, so kinds and their qubits say all.
    private static readonly GateKind[] Kinds =
    [
        GateKind.RX, GateKind.RY, GateKind.RZ, GateKind.CX, GateKind.SX, GateKind.Ecr, GateKind.RZZ, GateKind.Givens,
        GateKind.CGivens, GateKind.DoubleGivens,
    ];

    /// <summary>Gates and angles one by one; 0 for gates without an angle.</summary>
    internal List<(DesignGate Gate, double Angle)> Letters()
    {
        var next = 0;
        return [.. Gates.Select(g => (g, g.HasAngle ? Angles[next++] : 0))];
    }

    /// <summary>The word of a result of a search.</summary>
    /// <param name="gates">The gate set of its numbers.</param>
    /// <param name="result">The result.</param>
    internal static CircuitWord Of(GateSet gates, DesignResult result) =>
        new([.. result.Word.Select(g => gates.Gates[(int)g])], result.Angles);

    /// <summary>One line, as in <c>RY(0.25) 0; CX 0,1</c>; angles to the last bit.</summary>
    public override string ToString()
    {
        var next = 0;
        return string.Join("; ", Gates.Select(g => g.HasAngle
            ? string.Create(CultureInfo.InvariantCulture, $"{g.Kind}({Angles[next++]:R}) {string.Join(',', g.Qubits)}")
            : g.ToString()));
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The line.</param>
    /// <returns>The circuit.</returns>
    /// <exception cref="FormatException">A gate is unknown or malformed; the message names it.</exception>
    public static CircuitWord Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var gates = ImmutableArray.CreateBuilder<DesignGate>();
        var angles = ImmutableArray.CreateBuilder<double>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var open = part.IndexOf('(', StringComparison.Ordinal);
            var close = part.IndexOf(')', StringComparison.Ordinal);
            var gate = ParseGate(open < 0 || close < open ? part : part[..open] + part[(close + 1)..]);
            if (gate.HasAngle != open >= 0)
            {
                throw new FormatException($"'{part}': {gate.Kind} has {(gate.HasAngle ? "an" : "no")} angle.");
            }

            if (gate.HasAngle)
            {
                angles.Add(double.TryParse(part[(open + 1)..Math.Max(open + 1, close)], CultureInfo.InvariantCulture, out var angle)
                    && double.IsFinite(angle) ? angle : throw new FormatException($"'{part}' has no finite angle."));
            }

            gates.Add(gate);
        }

        return new CircuitWord(gates.ToImmutable(), angles.ToImmutable());
    }

    /// <summary>Reads a gate without its angle, as in <c>RY 0</c> or <c>CX 0,1</c>.</summary>
    /// <param name="text">The gate.</param>
    /// <exception cref="FormatException">No gate of any gate set.</exception>
    internal static DesignGate ParseGate(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kind = Array.FindIndex(Kinds, k => words.Length == 2 && words[0].Equals(k.ToString(), StringComparison.OrdinalIgnoreCase));
        if (kind < 0)
        {
            throw new FormatException($"'{text}' is no gate of a gate set: {string.Join(", ", Kinds)} with qubits, as in CX 0,1.");
        }

        var qubits = words[1].Split(',').Select(static q => int.TryParse(q, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && n < MostQubits ? n : -1).ToArray();
        return qubits.Length == GateTable.Get(Kinds[kind]).Qubits && qubits.Distinct().Count() == qubits.Length && !qubits.Contains(-1)
            ? new DesignGate(Kinds[kind], [.. qubits])
            : throw new FormatException(
                $"'{text}': {Kinds[kind]} acts on {GateTable.Get(Kinds[kind]).Qubits} different qubits below {MostQubits}.");
    }
}
