using System.Globalization;
using System.Text;
using Quiver.Circuits.Gates;

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
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 20);
        var layout = CircuitLayout.Create(circuit, digits);
        var names = Enumerable.Range(0, circuit.Qubits).Select(static q => string.Create(CultureInfo.InvariantCulture, $"q{q}: ")).ToArray();
        var margin = names.Length == 0 ? 0 : names.Max(static n => n.Length);
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
                var column = layout.Columns[last].SelectMany(static p => p.Cells).Max(static c => Math.Max(1, c.Text.Length)) + 1;
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
            _ => ascii ? placed.Cells[index].Text.Replace("†", "dg", StringComparison.Ordinal) : placed.Cells[index].Text,
        };
    }
}
