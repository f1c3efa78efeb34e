using System.Collections.Immutable;
using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Formats;

/// <summary>Where each gate of a drawing stands: columns in which no two gates' vertical lines overlap.</summary>
internal sealed class CircuitLayout
{
    private CircuitLayout(string[] names, List<List<Placed>> columns)
    {
        Names = names;
        Columns = columns;
    }

    /// <summary>Names of the qubits, one per row.</summary>
    public string[] Names { get; }

    public int Qubits => Names.Length;

    public List<List<Placed>> Columns { get; }

    public static CircuitLayout Create(Circuit circuit, int digits) => Create(
        CircuitProgram.Of(circuit),
        digits,
        [.. Enumerable.Range(0, circuit.Qubits).Select(static q => "q" + q.ToString(CultureInfo.InvariantCulture))]);

    public static CircuitLayout Create(CircuitProgram program, int digits) =>
        Create(program, digits, [.. Enumerable.Range(0, program.Qubits).Select(program.QubitName)]);

    private static CircuitLayout Create(CircuitProgram program, int digits, string[] names)
    {
        var next = new int[names.Length];
        var columns = new List<List<Placed>>();
        var labels = new CircuitLabels(program, digits);

        // What reads a classical bit stands to the right of what wrote it.
        var bitNext = new int[program.Bits];
        foreach (var (cells, bits) in Placements(program.Steps, labels, string.Empty, []))
        {
            var top = cells[0].Qubit;
            var bottom = cells[^1].Qubit;
            var column = next.AsSpan(top, bottom - top + 1).ToArray().Max();
            column = bits.Aggregate(column, (c, b) => Math.Max(c, bitNext[b]));
            next.AsSpan(top, bottom - top + 1).Fill(column + 1);
            foreach (var b in bits)
            {
                bitNext[b] = column + 1;
            }

            if (column == columns.Count)
            {
                columns.Add([]);
            }

            columns[column].Add(new(top, bottom, cells));
        }

        return new(names, columns);
    }

    private static IEnumerable<(List<Cell> Cells, HashSet<int> Bits)> Placements(
        ImmutableArray<ProgramStep> steps, CircuitLabels labels, string condition, HashSet<int> tested)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case GateStep g:
                    yield return (Under(condition, Cells(g.Gate, labels)), tested);
                    break;
                case MeasureStep m:
                    yield return ([new(m.Qubit, CellKind.Box, labels.Measure(m) + condition)], Touched(step, tested));
                    break;
                case ResetStep r:
                    yield return ([new(r.Qubit, CellKind.Box, "|0>" + condition)], tested);
                    break;
                case BarrierStep { Qubits.Length: > 0 } b:
                    yield return ([.. b.Qubits.Order().Select(static q => new Cell(q, CellKind.Barrier, string.Empty))], []);
                    break;
                case AssignStep a when labels.HasQubits:
                    yield return ([new(0, CellKind.Box, labels.Assign(a) + condition)], Touched(step, tested));
                    break;
                case BranchStep b:
                    var all = new HashSet<int>(tested);
                    b.Condition.CollectBits(all);
                    var text = labels.Condition(b.Condition);
                    foreach (var placement in Placements(b.Then, labels, $"{condition} if {text}", all))
                    {
                        yield return placement;
                    }

                    foreach (var placement in Placements(b.Else, labels, $"{condition} unless {text}", all))
                    {
                        yield return placement;
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static HashSet<int> Touched(ProgramStep step, HashSet<int> tested)
    {
        var bits = new HashSet<int>(tested);
        ProgramScan.Bits(step, bits);
        return bits;
    }

    // The last qubit's box says under which condition the gate is done.
    private static List<Cell> Under(string condition, List<Cell> cells)
    {
        if (condition.Length > 0)
        {
            var k = cells.FindLastIndex(static c => c.Kind != CellKind.Control);
            k = k < 0 ? cells.Count - 1 : k;
            var name = cells[k].Kind switch
            {
                CellKind.Not => "X",
                CellKind.Swap => "SWAP",
                CellKind.Control => "Z",
                _ => cells[k].Text,
            };
            cells[k] = new(cells[k].Qubit, CellKind.Box, name + condition);
        }

        return cells;
    }

    private static List<Cell> Cells(GateOperation operation, CircuitLabels labels)
    {
        var info = operation.Info;
        var target = GateTable.Get(info.Target);
        var cells = operation.Qubits.ToArray().Select((qubit, k) => k < info.Controls ? new Cell(qubit, CellKind.Control, string.Empty)
            : info.Symbol == GateSymbol.Exchange ? new Cell(qubit, CellKind.Swap, string.Empty)
            : info.Controls == 0 || target.Symbol == GateSymbol.Box ? new Cell(qubit, CellKind.Box, Label(operation, target, k, labels))
            : new Cell(qubit, target.Symbol == GateSymbol.Not ? CellKind.Not : CellKind.Control, string.Empty));
        return [.. cells.OrderBy(static c => c.Qubit)];
    }

    // The first qubit's box carries the angle; the others say which of the gate's qubits they are.
    private static string Label(GateOperation operation, GateInfo target, int place, CircuitLabels labels)
    {
        var name = operation.Kind == GateKind.PauliExp
            ? "e" + operation.Letters[place]
            : target.Label?.Replace("#", (place + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                ?? target.Name.ToUpperInvariant();
        return place == operation.Info.Controls ? name + labels.Angles(operation) : name;
    }

    internal enum CellKind
    {
        Box,
        Control,
        Not,
        Swap,
        Barrier,
    }

    internal readonly record struct Cell(int Qubit, CellKind Kind, string Text);

    internal sealed record Placed(int Top, int Bottom, List<Cell> Cells);
}
