using System.Globalization;
using System.Security;
using System.Text;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Formats;

/// <summary>Draws circuits as SVG, in black on a transparent ground, with no fonts or scripts from elsewhere.</summary>
public static class CircuitSvg
{
    private const int RowHeight = 44;
    private const int BoxHeight = 28;
    private const double CharacterWidth = 7.2;

    /// <summary>Draws a circuit.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="digits">Decimals of angles.</param>
    /// <returns>The text of an SVG file.</returns>
    public static string Draw(Circuit circuit, int digits = 2)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        return Draw(CircuitLayout.Create(circuit, digits), $"Circuit of {circuit.Qubits} qubits and {circuit.Count} gates");
    }

    /// <summary>Draws a program with its measurements, resets, barriers and branches.</summary>
    /// <param name="program">The program.</param>
    /// <param name="digits">Decimals of angles.</param>
    /// <returns>The text of an SVG file.</returns>
    public static string Draw(CircuitProgram program, int digits = 2)
    {
        ArgumentNullException.ThrowIfNull(program);
        return Draw(CircuitLayout.Create(program, digits),
            $"Program of {program.Qubits} qubits, {program.Bits} bits and {program.Steps.Length} steps");
    }

    private static string Draw(CircuitLayout layout, string title)
    {
        var left = Math.Max(44, 16 + (int)Math.Ceiling(CharacterWidth * layout.Names.Select(static n => n.Length).DefaultIfEmpty(0).Max()));
        double[] widths = [.. layout.Columns.Select(static column => column.SelectMany(static p => p.Cells).Max(Width) + 14)];
        var width = left + widths.Sum() + 12;
        var height = (layout.Qubits * RowHeight) + 8;
        var svg = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        svg.Append(culture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0}\" height=\"{height}\" viewBox=\"0 0 {width:0} "
            + $"{height}\" font-family=\"monospace\" font-size=\"12\">\n");
        svg.Append(culture, $"<title>{title}</title>\n<g stroke=\"black\" fill=\"none\">\n");
        for (var q = 0; q < layout.Qubits; q++)
        {
            svg.Append(culture, $"<line x1=\"{left}\" y1=\"{Y(q)}\" x2=\"{width - 6:0.#}\" y2=\"{Y(q)}\"/>\n");
        }

        var labels = new StringBuilder();
        for (var q = 0; q < layout.Qubits; q++)
        {
            labels.Append(culture, $"<text x=\"{left - 8}\" y=\"{Y(q) + 4}\" "
                + $"text-anchor=\"end\">{SecurityElement.Escape(layout.Names[q])}</text>\n");
        }

        double x = left;
        for (var c = 0; c < widths.Length; c++)
        {
            foreach (var placed in layout.Columns[c])
            {
                DrawGate(svg, labels, placed, x + (widths[c] / 2));
            }

            x += widths[c];
        }

        return svg.Append("</g>\n").Append(labels).Append("</svg>\n").ToString();
    }

    private static int Y(int qubit) => (qubit * RowHeight) + (RowHeight / 2) + 4;

    private static double Width(CircuitLayout.Cell cell) => cell.Kind == CircuitLayout.CellKind.Box
        ? Math.Max(BoxHeight, (cell.Text.Length * CharacterWidth) + 10) : BoxHeight - 6;

    private static void DrawGate(StringBuilder svg, StringBuilder labels, CircuitLayout.Placed placed, double x)
    {
        var culture = CultureInfo.InvariantCulture;
        if (placed.Top != placed.Bottom && placed.Cells[0].Kind != CircuitLayout.CellKind.Barrier)
        {
            svg.Append(culture, $"<line x1=\"{x:0.#}\" y1=\"{Y(placed.Top)}\" x2=\"{x:0.#}\" y2=\"{Y(placed.Bottom)}\"/>\n");
        }

        foreach (var cell in placed.Cells)
        {
            var y = Y(cell.Qubit);
            switch (cell.Kind)
            {
                case CircuitLayout.CellKind.Control:
                    svg.Append(culture, $"<circle cx=\"{x:0.#}\" cy=\"{y}\" r=\"4\" fill=\"black\"/>\n");
                    break;
                case CircuitLayout.CellKind.Not:
                    svg.Append(culture, $"<circle cx=\"{x:0.#}\" cy=\"{y}\" r=\"9\"/><line x1=\"{x:0.#}\" y1=\"{y - 9}\" x2=\"{x:0.#}\" "
                        + $"y2=\"{y + 9}\"/>\n");
                    break;
                case CircuitLayout.CellKind.Barrier:
                    svg.Append(culture, $"<line x1=\"{x:0.#}\" y1=\"{y - (RowHeight / 2)}\" x2=\"{x:0.#}\" y2=\"{y + (RowHeight / 2)}\" "
                        + $"stroke-dasharray=\"4 3\"/>\n");
                    break;
                case CircuitLayout.CellKind.Swap:
                    svg.Append(culture, $"<path d=\"M{x - 6:0.#} {y - 6}l12 12m0 -12l-12 12\"/>\n");
                    break;
                default:
                    var width = Width(cell);
                    svg.Append(culture, $"<rect x=\"{x - (width / 2):0.#}\" y=\"{y - (BoxHeight / 2)}\" width=\"{width:0.#}\" "
                        + $"height=\"{BoxHeight}\" fill=\"white\"/>\n");
                    labels.Append(culture, $"<text x=\"{x:0.#}\" y=\"{y + 4}\" "
                        + $"text-anchor=\"middle\">{SecurityElement.Escape(cell.Text)}</text>\n");
                    break;
            }
        }
    }
}
