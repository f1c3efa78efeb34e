using System.Text.Json;

namespace Quiver.Cli.Reports;

/// <summary>The results of any command, sorted into single figures and tables by their shape in JSON alone.</summary>
/// <param name="Figures">Single values under the path that leads to them.</param>
/// <param name="Tables">Lists of objects.</param>
internal sealed record ReportContent(IReadOnlyList<(string Path, ReportCell Value)> Figures, IReadOnlyList<ReportTable> Tables)
{
    /// <summary>Nothing.</summary>
    public static ReportContent None { get; } = new([], []);

    /// <summary>Sorts the member <c>results</c> of an envelope.</summary>
    public static ReportContent Of(JsonElement results)
    {
        var figures = new List<(string, ReportCell)>();
        var tables = new List<ReportTable>();
        Add(results, string.Empty);
        return new ReportContent(figures, tables);

        void Add(JsonElement element, string path)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in element.EnumerateObject())
                    {
                        Add(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}");
                    }

                    break;
                case JsonValueKind.Array when element.GetArrayLength() > 0
                    && element.EnumerateArray().All(static row => row.ValueKind == JsonValueKind.Object):
                    tables.Add(Table(path, element));
                    break;
                case JsonValueKind.Null or JsonValueKind.Undefined:
                    break;
                default:
                    figures.Add((path, ReportCell.Of(element)));
                    break;
            }
        }
    }

    // Columns in the order in which rows name them; one that is empty in every row says nothing.
    private static ReportTable Table(string name, JsonElement list)
    {
        var rows = list.EnumerateArray().Select(static row => Flat(row, string.Empty).ToArray()).ToArray();
        var columns = rows.SelectMany(static r => r).Where(static c => c.Value.ValueKind != JsonValueKind.Null)
            .Select(static c => c.Name).Distinct(StringComparer.Ordinal).ToArray();
        var place = columns.Index().ToDictionary(static c => c.Item, static c => c.Index, StringComparer.Ordinal);
        return new ReportTable(name, columns, [.. rows.Select(row =>
        {
            var cells = new ReportCell[columns.Length];
            Array.Fill(cells, new ReportCell("–"));
            foreach (var (column, value) in row)
            {
                if (place.TryGetValue(column, out var i))
                {
                    cells[i] = ReportCell.Of(value);
                }
            }

            return cells;
        })]);
    }

    // The rows of a sweep hold objects: their members are columns too.
    private static IEnumerable<(string Name, JsonElement Value)> Flat(JsonElement row, string path) => row.EnumerateObject().SelectMany(m =>
        m.Value.ValueKind == JsonValueKind.Object
            ? Flat(m.Value, $"{path}{m.Name}.")
            : [(path + m.Name, m.Value)]);
}
