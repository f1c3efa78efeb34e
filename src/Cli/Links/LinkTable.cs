using System.Globalization;
using Quiver.Cli.Common;
using Spectre.Console;

namespace Quiver.Cli.Links;

/// <summary>Models side by side, and by relation where a file has several, every row with its freshness; repeats and new links are test
/// MRR of these alone.</summary>
internal static class LinkTable
{
    private const int MostRelations = 20;

    /// <summary>Shows rows, and those by relation where there are any; the JSON has all of these.</summary>
    public static void Show(IReadOnlyList<LinkResult> rows, string title, string? json, IReadOnlyList<RelationRow>? relations = null)
    {
        var table = Tables.Create(title, "model", "view", "freshness", "val MRR", "test MRR", "repeats", "new links", "AP", "AUC", "seeds",
            "train s", "inference s", "queries/s");
        foreach (var r in rows)
        {
            string[] cells =
            [
                r.Model, r.View, r.Freshness, Mrr(r.ValMrr, r.ValStd), Mrr(r.TestMrr, r.TestStd),
                Short(r.RepeatMrr), Short(r.NewMrr), Short(r.AveragePrecision), Short(r.Auc),
                r.Seeds.ToString(CultureInfo.InvariantCulture),
                r.TrainSeconds.ToString("0.0", CultureInfo.InvariantCulture),
                    r.InferenceSeconds.ToString("0.00", CultureInfo.InvariantCulture),
                    r.QueriesPerSecond.ToString("N0", CultureInfo.InvariantCulture),
            ];
            table.AddRow(cells.Select(Markup.Escape).ToArray());
        }

        var console = Tables.Console(JsonOutput.TakesStandardOutput(json));
        console.Write(table);
        if (relations is null)
        {
            JsonOutput.Write(json, new { Rows = rows });
            return;
        }

        ByRelation(console, relations, rows.Count, title);
        JsonOutput.Write(json, new { Rows = rows, Relations = relations });
    }

    private static void ByRelation(IAnsiConsole console, IReadOnlyList<RelationRow> rows, int models, string title)
    {
        var table = Tables.Create(
            $"{title}: by relation", "relation", "model", "events", "candidates", "bipartite", "queries", "val MRR", "test MRR");
        foreach (var r in rows.Take(MostRelations * models))
        {
            string[] cells =
            [
                r.Relation.Length > 40 ? r.Relation[..40] + "..." : r.Relation, r.Model, Count(r.Events), Count(r.Candidates),
                r.Bipartite ? "yes" : "no", Count(r.ValidationQueries + (long)r.TestQueries), Short(r.ValMrr), Short(r.TestMrr),
            ];
            table.AddRow(cells.Select(Markup.Escape).ToArray());
        }

        console.Write(table);
        var all = rows.Count / models;
        if (all > MostRelations)
        {
            console.WriteLine($"{Count(all - MostRelations)} less frequent relations are not shown; --json FILE has all {Count(all)}.");
        }
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Short(double? value) => value is { } v ? v.ToString("0.0000", CultureInfo.InvariantCulture) : "-";

    private static string Mrr(double mean, double? deviation) =>
        mean.ToString("0.00000", CultureInfo.InvariantCulture)
        + (deviation is { } d ? d.ToString(" ± 0.0000", CultureInfo.InvariantCulture) : string.Empty);
}
