namespace Quiver.Cli.Reports;

/// <summary>A table of a result.</summary>
/// <param name="Name">Where it stands in the result, as in <c>methods</c>.</param>
/// <param name="Columns">The members of its rows, as in <c>twoQubitGates</c>.</param>
/// <param name="Rows">A cell for every column; a dash where a row has none.</param>
internal sealed record ReportTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<ReportCell[]> Rows)
{
    /// <summary>The place of a column, or -1.</summary>
    public int Column(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
