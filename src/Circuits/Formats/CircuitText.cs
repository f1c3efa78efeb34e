using System.Text;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Formats;

/// <summary>Draws circuits with characters, one line per qubit and one between for the verticals.</summary>
public static class CircuitText
{
    /// <summary>Draws a circuit.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="width">Columns of text after which the drawing continues below; at least 20.</param>
    /// <param name="ascii">Only ASCII characters.</param>
    /// <param name="digits">Decimals of angles.</param>
    /// <returns>Lines ending in a newline.</returns>
    public static string Draw(Circuit circuit, int width = 100, bool ascii = false, int digits = 2)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        return Draw(CircuitLayout.Create(circuit, digits), width, ascii);
    }

    /// <summary>
    /// Draws a program: <c>M:c[0]</c> is a measurement into that bit, <c>|0></c> a reset, <c>X if c==1</c> a gate in a branch, and a
    /// barrier is a column of its own.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="width">Columns of text after which the drawing continues below; at least 20.</param>
    /// <param name="ascii">Only ASCII characters.</param>
    /// <param name="digits">Decimals of angles.</param>
    /// <returns>Lines ending in a newline.</returns>
    public static string Draw(CircuitProgram program, int width = 100, bool ascii = false, int digits = 2)
    {
        ArgumentNullException.ThrowIfNull(program);
        return Draw(CircuitLayout.Create(program, digits), width, ascii);
    }

    private static string Draw(CircuitLayout layout, int width, bool ascii)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 20);
        var names = layout.Names.Select(n => Plain(n, ascii) + ": ").ToArray();
        var margin = names.Length == 0 ? 0 : names.Max(static n => n.Length);
        var gap = ascii ? 2 : 1;
        var text = new StringBuilder();
        var first = 0;
        do
        {
            // As many columns as fit, at least one.
            var widths = new List<int>();
            var used = margin + 1;
            var last = first;
            while (last < layout.Columns.Count)
            {
                var column = layout.Columns[last].SelectMany(static p => p.Cells).Max(c => Math.Max(1, Plain(c.Text, ascii).Length)) + gap;
                if (last > first && used + column > width)
                {
                    break;
                }

                widths.Add(column);
                used += column;
                last++;
            }

            Block(layout, names, margin, first, widths, ascii, text);
            first = last;
            if (first < layout.Columns.Count)
            {
                text.Append('\n');
            }
        }
        while (first < layout.Columns.Count);
        return text.ToString();
    }

    private static void Block(CircuitLayout layout, string[] names, int margin, int first, List<int> widths, bool ascii, StringBuilder text)
    {
        var wire = ascii ? '-' : '─';
        var lines = new StringBuilder[Math.Max(0, (2 * layout.Qubits) - 1)];
        for (var row = 0; row < lines.Length; row++)
        {
            lines[row] = new StringBuilder(row % 2 == 0 ? names[row / 2].PadRight(margin) + wire : new string(' ', margin + 1));
        }

        for (var c = 0; c < widths.Count; c++)
        {
            for (var row = 0; row < lines.Length; row++)
            {
                var placed = layout.Columns[first + c].Find(p => row >= 2 * p.Top && row <= 2 * p.Bottom);
                var cell = Symbol(placed, row, ascii);
                lines[row].Append(cell).Append(row % 2 == 0 ? wire : ' ', widths[c] - cell.Length);
            }
        }

        foreach (var line in lines)
        {
            text.Append(line.ToString().TrimEnd(' ')).Append('\n');
        }
    }

    private static string Symbol(CircuitLayout.Placed? placed, int row, bool ascii)
    {
        if (placed is null)
        {
            return string.Empty;
        }

        if (placed.Cells[0].Kind == CircuitLayout.CellKind.Barrier)
        {
            var held = placed.Cells.Exists(c => c.Qubit == row / 2) && (row % 2 == 0 || placed.Cells.Exists(c => c.Qubit == (row / 2) + 1));
            return held ? (ascii ? ":" : "░") : string.Empty;
        }

        if (row % 2 == 1)
        {
            return ascii ? "|" : "│";
        }

        var index = placed.Cells.FindIndex(c => c.Qubit == row / 2);
        if (index < 0)
        {
            return ascii ? "+" : "┼";
        }

        return placed.Cells[index].Kind switch
        {
            CircuitLayout.CellKind.Control => ascii ? "@" : "●",
            CircuitLayout.CellKind.Not => ascii ? "X" : "⊕",
            CircuitLayout.CellKind.Swap => ascii ? "x" : "×",
            _ => Plain(placed.Cells[index].Text, ascii),
        };
    }

    private static string Plain(string text, bool ascii) => !ascii
        ? text
        : string.Concat(text.Replace("†", "dg", StringComparison.Ordinal).Select(static c => c < 128 ? c : '?'));
}
