using System.Globalization;
using Quiver.Cli.Common;
using Spectre.Console;

namespace Quiver.Cli.Links;

/// <summary>Models side by side, every row with its freshness; repeats and new links are test MRR of these alone.</summary>
internal static class LinkTable
{
    public static void Show(IReadOnlyList<LinkResult> rows, string title, string? json)
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

        Tables.Console(JsonOutput.TakesStandardOutput(json)).Write(table);
        JsonOutput.Write(json, new { Rows = rows });
    }

    private static string Short(double? value) => value is { } v ? v.ToString("0.0000", CultureInfo.InvariantCulture) : "-";

    private static string Mrr(double mean, double? deviation) =>
        mean.ToString("0.00000", CultureInfo.InvariantCulture)
        + (deviation is { } d ? d.ToString(" ± 0.0000", CultureInfo.InvariantCulture) : string.Empty);
}
