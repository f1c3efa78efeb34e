using System.Globalization;
using System.Text.Json;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Grouping.Splitting;

namespace Quiver.Cli.Measuring;

/// <summary>
/// The table of <c>bench measure --table split</c>: overlapping groups searched for their cost after splitting, against sorted insertion
/// whose extended groups are split.
/// </summary>
internal static class SplitTable
{
    /// <summary>Rounds of the baseline; further ones change its cost by less than the last digit shown.</summary>
    private const int BaselineRounds = 20;

    /// <summary>One row.</summary>
    /// <param name="Operator">The file.</param>
    /// <param name="Mapping">jw, parity, bk, or null for a file of qubits.</param>
    /// <param name="Terms">Terms without the identity.</param>
    /// <param name="SortedInsertion">eps^2 M of sorted insertion, in the square of the operator's unit.</param>
    /// <param name="Baseline">After splitting over its extended groups.</param>
    /// <param name="Epsilon2M">Of the search.</param>
    /// <param name="Ratio">The search over the baseline.</param>
    /// <param name="Groups">Groups of the search.</param>
    /// <param name="Searches">Searches for groups that it took.</param>
    public sealed record Row(
        string Operator, string? Mapping, int Terms, double SortedInsertion, double Baseline, double Epsilon2M, double Ratio, int Groups,
        int Searches);

    public static readonly string[] Columns =
        ["operator", "mapping", "terms", "si", "si, split", "overlapping", "ratio", "groups", "searches"];

    public static Row Of(
        MeasureBenchOperator input, int searches, string? stateFile, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        var problem = input.Grouping();
        progress.Report(new ProgressReport("sorted insertion, split", 0, 0));
        var si = new SortedInsertionGrouper().Group(problem, null, cancellation).Grouping;
        var baseline = CoefficientSplitting.Split(problem, si, BaselineRounds, cancellation);
        var found = SplitSearch.Run(
            problem, si, new SplitSearchOptions { Searches = searches }, Left(stateFile),
            stateFile is null ? null : state => AtomicFile.WriteText(stateFile, JsonSerializer.Serialize(state)), progress, cancellation);

        // What the search returns when it is stopped is no result of a full effort.
        cancellation.ThrowIfCancellationRequested();
        if (stateFile is not null)
        {
            File.Delete(stateFile);
        }

        return new(
            input.Name, input.Mapping, problem.Terms.Count, baseline.Epsilon2M[0], baseline.Epsilon2M[^1], found.Epsilon2M[^1],
            baseline.Epsilon2M[^1] > 0 ? found.Epsilon2M[^1] / baseline.Epsilon2M[^1] : 1, found.Groups.Count,
            Math.Max(0, found.Epsilon2M.Count - 2));
    }

    private static SplitSearchState? Left(string? path)
    {
        if (path is null || !File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<SplitSearchState>(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new InputException(path, 0, "this is no state of a search that was interrupted: remove it.", e);
        }
    }

    public static string[] Cells(Row row)
    {
        var culture = CultureInfo.InvariantCulture;
        return
        [
            row.Operator, row.Mapping ?? "-", row.Terms.ToString(culture), row.SortedInsertion.ToString("F4", culture),
            row.Baseline.ToString("F4", culture), row.Epsilon2M.ToString("F4", culture), row.Ratio.ToString("F3", culture),
            row.Groups.ToString(culture), row.Searches.ToString(culture),
        ];
    }

    public static string Summary(IReadOnlyList<Row> rows) => string.Create(
        CultureInfo.InvariantCulture, $"mean ratio of {rows.Count}: {rows.Average(static r => r.Ratio):F4}");
}
