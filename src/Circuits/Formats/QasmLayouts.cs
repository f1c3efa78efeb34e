using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>The layout of a routed program as two comment lines: <c>// quiver:layout initial q[0]:2 q[1]:0</c> and <c>final</c>.</summary>
internal static class QasmLayouts
{
    public static void Write(QubitLayout layout, StringBuilder text)
    {
        Line("initial", layout.Names, layout.Initial, text);
        Line("final", layout.Names, layout.Final, text);
    }

    /// <summary>The layout in a file's comments; null when there is none, or with a note when it does not fit.</summary>
    public static QubitLayout? Read(IReadOnlyList<(string Text, int Line)> comments, int qubits, Notes notes)
    {
        var initial = Places(comments, "initial", qubits);
        var final = Places(comments, "final", qubits);
        if (initial is not null && final is not null
            && initial.Select(static p => p.Name).SequenceEqual(final.Select(static p => p.Name), StringComparer.Ordinal))
        {
            return new([.. initial.Select(static p => p.Name)], [.. initial.Select(static p => p.Qubit)],
                [.. final.Select(static p => p.Qubit)]);
        }

        if (comments.Count > 0)
        {
            notes.Add($"line {comments[0].Line}: the layout in the comments does not fit the program's {qubits} qubits and is left out");
        }

        return null;
    }

    private static void Line(string when, ImmutableArray<string> names, ImmutableArray<int> places, StringBuilder text)
    {
        text.Append("// ").Append(QasmTokenizer.LayoutMark).Append(' ').Append(when);
        for (var k = 0; k < names.Length; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $" {names[k]}:{places[k]}");
        }

        text.Append('\n');
    }

    private static List<(string Name, int Qubit)>? Places(IReadOnlyList<(string Text, int Line)> comments, string when, int qubits)
    {
        var mine = comments.Where(c => c.Text.StartsWith(when + " ", StringComparison.Ordinal)).ToArray();
        if (mine.Length != 1)
        {
            return null;
        }

        var places = new List<(string Name, int Qubit)>();
        var seen = new HashSet<int>();
        foreach (var part in mine[0].Text[when.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.LastIndexOf(':');
            if (colon < 1 || !int.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var q)
                || q >= qubits || !seen.Add(q))
            {
                return null;
            }

            places.Add((part[..colon], q));
        }

        return places;
    }
}
