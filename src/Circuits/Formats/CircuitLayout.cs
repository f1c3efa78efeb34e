using System.Globalization;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Formats;

/// <summary>Where each gate of a drawing stands: columns in which no two gates' vertical lines overlap.</summary>
internal sealed class CircuitLayout
{
    private CircuitLayout(int qubits, List<List<Placed>> columns)
    {
        Qubits = qubits;
        Columns = columns;
    }

    public int Qubits { get; }

    public List<List<Placed>> Columns { get; }

    public static CircuitLayout Create(Circuit circuit, int digits)
    {
        var next = new int[circuit.Qubits];
        var columns = new List<List<Placed>>();
        foreach (var operation in circuit.Operations)
        {
            var top = operation.Qubits.ToArray().Min();
            var bottom = operation.Qubits.ToArray().Max();
            var column = next[top..(bottom + 1)].Max();
            next.AsSpan(top, bottom - top + 1).Fill(column + 1);
            if (column == columns.Count)
            {
                columns.Add([]);
            }

            columns[column].Add(new(top, bottom, Cells(operation, digits)));
        }

        return new(circuit.Qubits, columns);
    }

    private static List<Cell> Cells(GateOperation operation, int digits)
    {
        var q = operation.Qubits;
        Cell[] cells = operation.Kind switch
        {
            GateKind.CX => [new(q[0], CellKind.Control, string.Empty), new(q[1], CellKind.Not, string.Empty)],
            GateKind.CCX => [new(q[0], CellKind.Control, string.Empty), new(q[1], CellKind.Control, string.Empty), new(q[2], CellKind.Not, string.Empty)],
            GateKind.CZ => [new(q[0], CellKind.Control, string.Empty), new(q[1], CellKind.Control, string.Empty)],
            GateKind.Swap => [new(q[0], CellKind.Swap, string.Empty), new(q[1], CellKind.Swap, string.Empty)],
            GateKind.CY or GateKind.CH or GateKind.CRX or GateKind.CRY or GateKind.CRZ or GateKind.CP =>
                [new(q[0], CellKind.Control, string.Empty), new(q[1], CellKind.Box, operation.Info.Name[1..].ToUpperInvariant() + Angles(operation, digits))],
            _ => [.. q.ToArray().Select((qubit, k) => new Cell(qubit, CellKind.Box, Label(operation, k, digits)))],
        };
        return [.. cells.OrderBy(static c => c.Qubit)];
    }

    // The first qubit's box carries the angle; the others say which of the gate's qubits they are.
    private static string Label(GateOperation operation, int place, int digits)
    {
        var name = operation.Kind switch
        {
            GateKind.PauliExp => "e" + operation.Letters[place],
            GateKind.Givens => "G" + (place + 1).ToString(CultureInfo.InvariantCulture),
            GateKind.DoubleGivens => "D" + (place + 1).ToString(CultureInfo.InvariantCulture),
            GateKind.Sdg => "S†",
            GateKind.Tdg => "T†",
            GateKind.SXdg => "SX†",
            GateKind.ISwap => "iSW",
            GateKind.ISwapdg => "iSW†",
            GateKind.I => "I",
            _ => operation.Info.Name.ToUpperInvariant(),
        };
        return place == 0 ? name + Angles(operation, digits) : name;
    }

    private static string Angles(GateOperation operation, int digits) => operation.Angles.Length == 0
        ? string.Empty
        : "(" + string.Join(',', operation.Angles.ToArray().Select(a => Text(a, digits))) + ")";

    private static string Text(Angle angle, int digits)
    {
        var format = "0." + new string('#', digits);
        var culture = CultureInfo.InvariantCulture;
        if (!angle.IsFree)
        {
            return angle.Offset.ToString(format, culture);
        }

        var factor = angle.Scale == 1 ? string.Empty : angle.Scale == -1 ? "-" : angle.Scale.ToString(format, culture);
        var shift = angle.Offset == 0 ? string.Empty : angle.Offset.ToString("+" + format + ";-" + format, culture);
        return string.Create(culture, $"{factor}t{angle.Parameter}{shift}");
    }

    internal enum CellKind
    {
        Box,
        Control,
        Not,
        Swap,
    }

    internal readonly record struct Cell(int Qubit, CellKind Kind, string Text);

    internal sealed record Placed(int Top, int Bottom, List<Cell> Cells);
}
