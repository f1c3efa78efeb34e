using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quiver.Cli.Common;

/// <summary>Turns tables that are wider than the terminal on their side, a row each becoming a column, as many beside each other as fit:
/// numbers stay whole.</summary>
internal sealed class NarrowTables : IRenderHook
{
    // A border of the simple kind takes three places a column and two at the ends.
    private const int Between = 3;
    private const int Ends = 2;
    private const int LeastName = 12;

    // A table of so few columns folds well as it stands.
    private const int Few = 3;

    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables)
    {
        foreach (var renderable in renderables)
        {
            if (renderable is not Table { Rows.Count: > 0, Columns.Count: > Few } table)
            {
                yield return renderable;
                continue;
            }

            var cells = table.Rows.Select(row => row.ToArray()).ToArray();
            var widths = table.Columns.Select((c, i) => Math.Max(Width(c.Header), cells.Max(row => Width(row[i])))).ToArray();
            if (Total(widths) <= options.ConsoleSize.Width)
            {
                yield return renderable;
                continue;
            }

            foreach (var part in OnItsSide(table, cells, options.ConsoleSize.Width))
            {
                yield return part;
            }
        }

        int Width(IRenderable cell) => cell.Measure(options, int.MaxValue).Max;

        int Total(IEnumerable<int> widths) => widths.Sum(w => w + Between) + Ends;

        IEnumerable<Table> OnItsSide(Table table, IRenderable[][] cells, int room)
        {
            var labels = table.Columns.Max(c => Width(c.Header));
            var most = Math.Max(LeastName, room - Total([labels, 0]));
            var widths = Array.ConvertAll(cells, row => Math.Min(most, Math.Max(LeastName, row.Skip(1).Max(Width))));
            for (var first = 0; first < cells.Length;)
            {
                var count = 1;
                while (first + count < cells.Length && Total([labels, .. widths[first..(first + count + 1)]]) <= room)
                {
                    count++;
                }

                var part = new Table { Border = table.Border, Title = first == 0 ? table.Title : null };
                part.AddColumn(new TableColumn(table.Columns[0].Header) { NoWrap = true });
                for (var k = first; k < first + count; k++)
                {
                    part.AddColumn(new TableColumn(cells[k][0]) { Alignment = Justify.Right, Width = widths[k] });
                }

                for (var property = 1; property < table.Columns.Count; property++)
                {
                    part.AddRow([table.Columns[property].Header, .. cells[first..(first + count)].Select(row => row[property])]);
                }

                yield return part;
                first += count;
            }
        }
    }
}
