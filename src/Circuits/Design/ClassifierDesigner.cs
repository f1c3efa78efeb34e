using System.Diagnostics;
using System.Globalization;
using Quiver.Circuits.Classification;
using Quiver.Circuits.Problems;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Design;

/// <summary>
/// Designs a classifier of at most so many angles: circuits grow by their steepest gates, cross-validation on the training rows says at how
/// many angles to stop, and the search of <see cref="CircuitDesigner"/> looks for fewer gates at the training cost reached there. Test rows
/// are never seen.
/// </summary>
public sealed class ClassifierDesigner
{
    // Shares of the budget: for growing on all parts of the rows together, on all rows, and for thinning out.
    private const double ValidationShare = 0.4;
    private const double GrowthShare = 0.15;
    private const double ThinningShare = 0.1;

    // A circuit of so many angles more is thinned out to the cost of the one chosen.
    private const int Spare = 6;

    // Fits of a growing circuit end when an iteration gains less than this cross-entropy; the circuit chosen is fitted to the end.
    private const double Precision = 1e-4;
    private const int FinalIterations = 200;

    // Circuits that are fitted again to parts of the rows, to choose among them.
    private const int Compared = 8;
    private readonly ClassificationProblem problem;
    private readonly GateSet gates;
    private readonly DesignOptions options;
    private readonly int angles;
    private readonly int folds;

    /// <summary>Prepares a search.</summary>
    /// <param name="problem">The rows.</param>
    /// <param name="gates">The gates on offer.</param>
    /// <param name="options">How to search.</param>
    /// <param name="angles">The most angles, at least 1.</param>
    /// <param name="folds">Parts for cross-validation, at least 2, or 0 for none; fewer where a class has fewer rows.</param>
    /// <exception cref="ArgumentException">Gate set and problem differ in qubits.</exception>
    public ClassifierDesigner(ClassificationProblem problem, GateSet gates, DesignOptions options, int angles = 40, int folds = 5)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(angles, 1);
        if (gates.Qubits != problem.Qubits)
        {
            throw new ArgumentException($"The gate set is for {gates.Qubits} qubits, the problem has {problem.Qubits}.", nameof(gates));
        }

        if (gates.Features > problem.Features)
        {
            throw new ArgumentException($"The gates turn by {gates.Features} features, the rows have {problem.Features}.", nameof(gates));
        }

        this.problem = problem;
        this.gates = gates.OnAnyState();
        this.options = options;
        this.angles = angles;
        this.folds = folds == 0 ? 0 : Math.Max(2, folds);
    }

    /// <summary>Runs the search.</summary>
    /// <param name="progress">Told of every round; may be null.</param>
    /// <param name="cancellationToken">Ends the search; what was found so far is returned.</param>
    /// <returns>What was found; <see cref="DesignOutcome.Classifier"/> holds the circuit chosen.</returns>
    public DesignOutcome Run(IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        var clock = Stopwatch.StartNew();
        var work = options.Work ?? DesignOptions.WorkOf(120);
        var notes = new List<string>();
        var parts = Math.Min(folds, problem.RarestClass);
        var (size, accuracy, deviation, spent) = (angles, (double?)null, (double?)null, 0L);
        if (parts >= 2)
        {
            progress?.Report(new ProgressReport($"cross-validating {problem.Name}", 0, parts, $"up to {angles} angles"));
            var curves = Curves(problem, gates, parts, angles, (long)(ValidationShare * work), options, out spent, cancellationToken);
            (size, accuracy, deviation) = Best(curves);
        }
        else if (folds > 0)
        {
            notes.Add($"A class has {problem.RarestClass} training rows, too few for cross-validation: circuits grow to {angles} angles.");
        }

        if (parts >= 2 && parts < folds)
        {
            notes.Add($"The rarest class has {problem.RarestClass} training rows: {parts} folds instead of {folds}.");
        }

        using var growth = new CircuitGrowth(problem, gates, options.Threads, options.Seed, Precision)
        {
            Progress = progress,
            Journal = options.Journal.Part("growth"),
        };
        var share = (long)(GrowthShare * work);
        var path = growth.GrowAngles(size + Spare, share, cancellationToken);
        var stop = path.Last(c => c.Parameters <= size);
        var score = new DesignScore(DesignWeights.ForTarget, 0, Math.Max(path[0].Cost, 2 * stop.Cost), stop.Cost);
        using var fitter = new CircuitFitter(problem, gates, score, FinalIterations);
        var circuits = path.Where(c => c.Gates > 0).Append(fitter.Fit(stop.Word.AsSpan(), [.. stop.Angles])).ToList();
        circuits.Add(growth.Thin(path[^1], stop.Cost, growth.Work + (long)(ThinningShare * work), cancellationToken));
        spent += growth.Work + fitter.Work;
        var found = new CircuitDesigner(
            problem, gates, options with
            {
                Work = Math.Max(1, work - spent),
                Weights = DesignWeights.ForTarget,
                MaximumGates = circuits.Max(static c => c.Gates),
            }, new DesignStart(score, stop.Cost, [.. circuits.Select(c => Scored(c, score))])).Run(progress, cancellationToken);
        List<DesignResult> fine =
        [
            .. found.Archive.Front.Append(Scored(stop, score)).Where(c => c.Cost <= stop.Cost && c.Parameters <= angles)
                .OrderBy(static c => (c.Cx, c.Parameters, c.Depth, c.Gates, c.Cost)),
        ];
        var chosen = parts >= 2 && fine.Count > 1 ? Held(fine, parts, cancellationToken) : fine[0];
        return found with
        {
            Seconds = clock.Elapsed.TotalSeconds,
            Fits = found.Fits + growth.Fits,
            Work = found.Work + spent,
            CutShort = found.CutShort || cancellationToken.IsCancellationRequested,
            Notes = [.. notes, .. found.Notes],
            Classifier = new ClassifierChoice(chosen, size, parts >= 2 ? parts : 0, accuracy, deviation),
        };
    }

    /// <summary>Chooses how rows become states, by the accuracy that short circuits reach on parts of the training rows left out.</summary>
    /// <param name="candidates">The same rows in several encodings, at least one; the first wins where accuracies are equal.</param>
    /// <param name="options">Threads and seed.</param>
    /// <param name="reuploading">Whether gates may turn by features; they may in any case where rows are encoded by nothing else.</param>
    /// <param name="cancellationToken">Ends the choice.</param>
    /// <returns>The best, and the mean accuracy of each.</returns>
    public static (ClassificationProblem Best, IReadOnlyList<double> Accuracies) Encoding(
        IReadOnlyList<ClassificationProblem> candidates, DesignOptions options, bool reuploading = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(options);
        const int Parts = 3;
        const int Angles = 16;
        const long Work = 12_000_000_000;
        GateSet Short(ClassificationProblem problem)
        {
            var plain = GateSet.Hardware(problem.Qubits, real: true);
            var uploads = reuploading || problem.Encoding == DataEncoding.None;
            return (uploads ? plain.Reuploading(problem.Features) : plain).OnAnyState();
        }

        double Accuracy(ClassificationProblem problem) => problem.RarestClass < Parts
            ? 0
            : Best(Curves(
                problem, Short(problem), Parts, Angles, Work,
                options with { Journal = options.Journal.Part(problem.Encoding.ToString()) }, out _, cancellationToken)).Accuracy;
        var accuracies = candidates.Select(Accuracy).ToArray();
        cancellationToken.ThrowIfCancellationRequested();
        return (candidates[Array.IndexOf(accuracies, accuracies.Max())], accuracies);
    }

    // Of circuits with the training cost reached, fewest CX first, the one that classifies parts of the training rows best when it is
    // fitted again to the others; a few of them, evenly spread.
    private DesignResult Held(List<DesignResult> fine, int parts, CancellationToken cancellationToken)
    {
        var count = Math.Min(Compared, fine.Count);
        var compared = Enumerable.Range(0, count).Select(i => fine[i * (fine.Count - 1) / Math.Max(1, count - 1)]).ToArray();
        var problems = problem.Folds(parts, options.Seed);
        var right = new double[parts][];
        var score = new DesignScore(DesignWeights.ForTarget, 0, 1);
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, k =>
        {
            using var fitter = new CircuitFitter(problems[k], gates, score, FinalIterations);
            right[k] = [.. compared.Select(c => cancellationToken.IsCancellationRequested ? 0 : problems[k].Accuracy(
                gates.Classifier(fitter.Fit(c.Word.AsSpan(), [.. c.Angles]), problem.Reference), onTest: true))];
        });
        var means = Enumerable.Range(0, count).Select(c => right.Average(r => r[c])).ToArray();
        return compared[Array.FindIndex(means, m => m >= means.Max() - 1e-12)];
    }

    private static DesignResult Scored(DesignResult c, DesignScore score) =>
        c with { LogReward = score.LogReward(c.Cost, c.Cx, c.Depth, c.Parameters, c.Gates) };

    // For every part of the training rows the accuracy on it of a circuit that grew on the others, by its number of angles.
    private static double[][] Curves(
        ClassificationProblem problem, GateSet gates, int parts, int angles, long work, DesignOptions options, out long spent,
        CancellationToken cancellationToken)
    {
        var problems = problem.Folds(parts, options.Seed);
        var curves = new double[parts][];
        var done = new long[parts];
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, k =>
        {
            using var growth = new CircuitGrowth(problems[k], gates, 1, options.Seed, Precision)
            {
                Journal = options.Journal.Part(string.Create(CultureInfo.InvariantCulture, $"part-{k}")),
            };
            var path = growth.GrowAngles(angles, work / parts, cancellationToken);
            curves[k] = new double[angles + 1];
            foreach (var circuit in path.Where(c => c.Parameters <= angles))
            {
                var accuracy = problems[k].Accuracy(gates.Classifier(circuit, problem.Reference), onTest: true);
                curves[k].AsSpan(circuit.Parameters).Fill(accuracy);
            }

            done[k] = growth.Work;
        });
        spent = done.Sum();
        return curves;
    }

    // The fewest angles of the highest mean accuracy, and the standard error of that mean.
    private static (int Angles, double Accuracy, double Deviation) Best(double[][] curves)
    {
        var means = Enumerable.Range(0, curves[0].Length).Select(a => curves.Average(c => c[a])).ToArray();
        var best = Enumerable.Range(0, means.Length).First(a => means[a] >= means.Max() - 1e-12);
        var variance = curves.Sum(c => (c[best] - means[best]) * (c[best] - means[best])) / Math.Max(1, curves.Length - 1);
        return (best, means[best], Math.Sqrt(variance / curves.Length));
    }
}
