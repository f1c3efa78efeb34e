using System.Collections.Immutable;
using System.Globalization;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Circuits.Measurement.Joint;
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
/// of groups, from one search under changing preferences among all three, and from overlapping groups with several limits on their number;
/// what another beats in all three is no part of the front.
/// </summary>
internal static class MeasurementFront
{
    private const int MostOfEach = 10;
    private const int MostJoint = 60;
    private const int MovesPerSecond = 6_000;
    private const int Width = 900;
    private const int Height = 560;

    /// <summary>One way to measure an operator.</summary>
    /// <param name="Kind">qubit-wise, fully commuting, joint or overlapping.</param>
    /// <param name="Epsilon2M">In the square of the operator's unit.</param>
    /// <param name="Groups">Circuits.</param>
    /// <param name="TwoQubitGates">Of all circuits.</param>
    /// <param name="OnFront">Whether no other is at least as good in all three.</param>
    /// <param name="Parts">The groups: terms without the identity, and the parts of their coefficients.</param>
    public sealed record Point(
        string Kind, double Epsilon2M, int Groups, int TwoQubitGates, bool OnFront,
        IReadOnlyList<ImmutableArray<(int Term, double Coefficient)>> Parts)
    {
        public bool Beats(Point other) => Epsilon2M <= other.Epsilon2M && Groups <= other.Groups && TwoQubitGates <= other.TwoQubitGates
            && (Epsilon2M < other.Epsilon2M || Groups < other.Groups || TwoQubitGates < other.TwoQubitGates);
    }

    /// <summary>Sorted insertion's fully commuting groups, which preferences count in, and all candidates.</summary>
    public static (Point Reference, Point[] Points) Of(
        EstimationProblem problem, double seconds, int seed, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        var found = new List<Point>();
        var starts = new List<MeasurementGrouping>();
        GroupingProblem? commuting = null;
        Point? reference = null;
        foreach (var (rule, kind) in new[]
        {
            (CommutationRule.QubitWise, "qubit-wise"), (CommutationRule.FullyCommuting, "fully commuting"),
        })
        {
            var grouping = commuting = new GroupingProblem(problem.Terms, rule, problem.Covariance);
            var si = new SortedInsertionGrouper().Group(grouping, null, cancellation).Grouping;
            var options = new GFlowNetGroupingOptions { Budget = TimeSpan.FromSeconds(seconds), Seed = seed };
            var result = new MethodRunner(grouping, options, progress).Run("annealing", cancellation);
            foreach (var partition in Spread([.. result.Front], MostOfEach).Append(si).Append(result.Grouping!))
            {
                starts.Add(partition);
                found.Add(Partition(kind, problem, grouping, partition, cancellation));
            }

            if (rule == CommutationRule.FullyCommuting)
            {
                reference = Partition(kind, problem, grouping, si, cancellation);
                foreach (var most in new int?[] { si.Count, 2 * si.Count, 4 * si.Count, null })
                {
                    var split = SplitSearch.Run(grouping, si, new SplitSearchOptions { MaximumGroups = most }, progress, cancellation);
                    var plan = new GroupedEstimator(split.Groups).Plan(problem, cancellation);
                    found.Add(new("overlapping", split.Epsilon2M[^1], split.Groups.Count, plan.TwoQubitGates, false, split.Groups));
                }
            }
        }

        // A partition of qubit-wise groups is one of commuting groups too.
        var effort = new JointSearchOptions
        {
            Moves = (int)(seconds * MovesPerSecond),
            Seed = seed,
            Circuits = problem.Circuits,
        };
        var joint = JointSearch.Run(commuting!, starts, effort, progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        foreach (var (k, point) in Spread([.. joint], MostJoint).Index())
        {
            progress.Report(new ProgressReport("circuits of the front", k, Math.Min(joint.Count, MostJoint)));
            found.Add(Partition("joint", problem, commuting!, point.Grouping, cancellation));
        }

        return (reference!, [.. found.DistinctBy(static p => (p.Epsilon2M, p.Groups, p.TwoQubitGates))
            .Select(p => p with { OnFront = !found.Exists(q => q.Beats(p)) })
            .OrderBy(static p => p.Epsilon2M).ThenBy(static p => p.TwoQubitGates)]);
    }

    private static Point Partition(
        string kind, EstimationProblem problem, GroupingProblem grouping, MeasurementGrouping partition, CancellationToken cancellation)
    {
        var c = problem.Terms.Coefficients.ToArray();
        return new(
            kind, GroupingCost.Of(grouping, partition).Epsilon2M!.Value, partition.Count,
            new GroupedEstimator(partition).Plan(problem, cancellation).TwoQubitGates, false,
            [.. partition.ToArrays().Select(g => g.Select(i => (i, c[i])).ToImmutableArray())]);
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

    private static IEnumerable<T> Spread<T>(T[] front, int most) => front.Length <= most
        ? front
        : Enumerable.Range(0, most).Select(k => front[k * (front.Length - 1) / (most - 1)]);
}
