using System.Globalization;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Grouping.Splitting;
using Quiver.LearnedGrouping;
using ScottPlot;

namespace Quiver.Cli.Measuring;

/// <summary>
/// What can be had of three things at once: shots, groups and two-qubit gates. Candidates come from searches of both rules at every number
/// of groups, and from overlapping groups with several limits on their number; what another beats in all three is no part of the front.
/// </summary>
internal static class MeasurementFront
{
    private const int MostOfEach = 10;
    private const int Width = 900;
    private const int Height = 560;

    /// <summary>One way to measure an operator.</summary>
    /// <param name="Kind">qubit-wise, fully commuting or overlapping.</param>
    /// <param name="Epsilon2M">In the square of the operator's unit.</param>
    /// <param name="Groups">Circuits.</param>
    /// <param name="TwoQubitGates">Of all circuits.</param>
    /// <param name="OnFront">Whether no other is at least as good in all three.</param>
    public sealed record Point(string Kind, double Epsilon2M, int Groups, int TwoQubitGates, bool OnFront);

    public static Point[] Of(
        EstimationProblem problem, double seconds, int seed, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        var found = new List<Point>();
        foreach (var (rule, kind) in new[] { (CommutationRule.QubitWise, "qubit-wise"), (CommutationRule.FullyCommuting,
            "fully commuting") })
        {
            var grouping = new GroupingProblem(problem.Terms, rule, problem.Covariance);
            var si = new SortedInsertionGrouper().Group(grouping, null, cancellation).Grouping;
            var result = new MethodRunner(grouping, new GFlowNetGroupingOptions { Budget = TimeSpan.FromSeconds(seconds), Seed = seed },
                progress).Run("annealing", cancellation);
            foreach (var partition in Spread([.. result.Front]).Append(si).Append(result.Grouping!))
            {
                found.Add(new(kind, GroupingCost.Of(grouping, partition).Epsilon2M!.Value, partition.Count,
                    new GroupedEstimator(partition).Plan(problem, cancellation).TwoQubitGates, false));
            }

            if (rule == CommutationRule.FullyCommuting)
            {
                foreach (var most in new int?[] { si.Count, 2 * si.Count, 4 * si.Count, null })
                {
                    var split = SplitSearch.Run(grouping, si, new SplitSearchOptions { MaximumGroups = most }, progress, cancellation);
                    found.Add(new("overlapping", split.Epsilon2M[^1], split.Groups.Count, new GroupedEstimator(split.Groups).Plan(problem,
                        cancellation).TwoQubitGates, false));
                }
            }
        }

        return [.. found.Distinct().Select(p => p with { OnFront = !found.Exists(q => q != p && q.Epsilon2M <= p.Epsilon2M
            && q.Groups <= p.Groups && q.TwoQubitGates <= p.TwoQubitGates) })
            .OrderBy(static p => p.Epsilon2M).ThenBy(static p => p.TwoQubitGates)];
    }

    /// <summary>Two-qubit gates against eps²M, both logarithmic, one colour per kind; points off the front are small.</summary>
    public static void Save(string path, string name, IReadOnlyList<Point> points)
    {
        using var plot = new Plot();
        plot.Title(name);
        plot.XLabel("two-qubit gates of all circuits, +1");
        plot.YLabel("eps²M (hartree²)");
        var palette = new ScottPlot.Palettes.Category10();
        foreach (var (at, kind) in points.GroupBy(static p => p.Kind).OrderBy(static g => g.Key, StringComparer.Ordinal).Index())
        {
            foreach (var (k, point) in kind.Index())
            {
                var marker = plot.Add.Marker(Math.Log10(point.TwoQubitGates + 1), Math.Log10(point.Epsilon2M), MarkerShape.FilledCircle,
                    point.OnFront ? 11 : 5, palette.GetColor(at));
                marker.LegendText = k == 0 ? kind.Key : string.Empty;
            }
        }

        plot.Axes.Left.TickGenerator = Decades(points.Select(static p => p.Epsilon2M));
        plot.Axes.Bottom.TickGenerator = Decades(points.Select(static p => p.TwoQubitGates + 1.0));
        plot.Axes.Margins(0.1, 0.15);
        plot.ShowLegend(Alignment.UpperRight);
        AtomicFile.WriteText(path, plot.GetSvgXml(Width, Height));
    }

    private static ScottPlot.TickGenerators.NumericManual Decades(IEnumerable<double> values)
    {
        double[] all = [.. values];
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (var decade = (int)Math.Floor(Math.Log10(all.Min())); decade <= Math.Ceiling(Math.Log10(all.Max())); decade++)
        {
            foreach (var digit in new[] { 1, 2, 5 })
            {
                var value = digit * Math.Pow(10, decade);
                ticks.AddMajor(Math.Log10(value), value.ToString("G3", CultureInfo.InvariantCulture));
            }
        }

        return ticks;
    }

    private static IEnumerable<MeasurementGrouping> Spread(MeasurementGrouping[] front) => front.Length <= MostOfEach
        ? front
        : Enumerable.Range(0, MostOfEach).Select(k => front[k * (front.Length - 1) / (MostOfEach - 1)]);
}
