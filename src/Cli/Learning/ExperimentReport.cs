using System.Globalization;
using Quiver.Cli.Common;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Training;
using Spectre.Console;

namespace Quiver.Cli.Learning;

/// <summary>Runs an experiment and shows it: a table, JSON, pictures.</summary>
internal static class ExperimentReport
{
    /// <param name="environment">What to train on.</param>
    /// <param name="settings">How.</param>
    /// <param name="withoutFigures">Called where the space is too large for exact figures; refuses options that ask for them.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static int Run(DiscreteEnvironment environment, ExperimentSettings settings, Action withoutFigures,
        CancellationToken cancellation)
    {
        TrainingLimits.Check(environment, settings.Training);
        RunEnvelope.On(environment.Device.ToString());
        using var progress = new ConsoleProgress();
        using var experiment = new Experiment(environment, settings, cancellation);
        if (experiment.Obstacle is { } obstacle)
        {
            withoutFigures();
            RunNotes.Add(obstacle);
        }

        var runs = new List<ExperimentResult>();
        for (var i = 0; i < settings.Seeds; i++)
        {
            runs.Add(experiment.Run(settings.Training.Seed + i, progress, cancellation));
        }

        var mean = ExperimentMean.Of(runs);
        progress.Dispose();
        Show(environment, settings, experiment, runs, mean);
        var document = new
        {
            Environment = environment.Name,
            Objective = settings.Training.Objective.ToString(),
            settings.Training.Iterations,
            settings.Training.Batch,
            Loss = settings.Training.Loss.ToString(),
            Runs = runs,
            Mean = mean,
        };
        JsonOutput.Write(settings.Json, document);
        if (settings.Output is { } folder)
        {
            JsonOutput.Write(Path.Combine(folder, "result.json"), document);
            ExperimentPlot.Save(RunFolder.PlotsOf(folder), "training", environment, experiment, runs);
        }

        return 0;
    }

    /// <summary>The trajectories of a caption: iterations done, and of how many where a training ended before.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="done">Iterations of each run.</param>
    public static string Work(ExperimentSettings settings, IReadOnlyList<long> done)
    {
        var (least, most) = (done.Min(), done.Max());
        var iterations = string.Create(CultureInfo.InvariantCulture, $"{least}{(least < most ? $" to {most}" : string.Empty)}");
        var early = least < settings.Training.Iterations
            ? string.Create(CultureInfo.InvariantCulture, $" (ended early, {settings.Training.Iterations} asked for)")
            : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{iterations} x {settings.Training.Batch} trajectories{early}");
    }

    private static void Show(DiscreteEnvironment environment, ExperimentSettings settings, Experiment experiment,
        List<ExperimentResult> runs, ExperimentMean mean)
    {
        var console = Tables.Console(JsonOutput.TakesStandardOutput(settings.Json));
        var title = string.Create(CultureInfo.InvariantCulture,
            $"{environment.Name}, {settings.Training.Objective}, {Work(settings, [.. runs.Select(r => r.Iterations)])}, "
            + $"{environment.Device.type.ToString().ToLowerInvariant()}");
        var sampled = settings.Samples > 0;
        string[] columns = ["seed", "TV", "L1 (sum)", .. sampled ? new[] { $"L1 of {settings.Samples:N0}" } : [], "log Z", "exact", "corr",
            "modes", "states visited", "top-100 log R", "ms/iteration"];
        var table = Tables.Create(title, columns);
        foreach (var r in runs)
        {
            string[] cells =
            [
                r.Seed.ToString(CultureInfo.InvariantCulture), Text(r.Tv, "0.0000"), Text(r.L1, "0.0000"),
                    .. sampled ? new[] { Text(r.L1Sampled, "0.0000") } : [],
                Text(r.LogZ, "0.0000"), Text(r.LogZExact, "0.000000"), Text(r.Correlation, "0.0000"),
                r.ModeCount > 0 ? $"{r.Modes}/{r.ModeCount}" : "-", r.StatesVisited.ToString("N0", CultureInfo.InvariantCulture),
                    Text(r.TopLogReward, "0.000"), Text(r.MsPerIteration, "0.00"),
            ];
            table.AddRow(cells.Select(c => Markup.Escape(c)).ToArray());
        }

        if (runs.Count > 1)
        {
            string[] cells = ["mean", Text(mean.Tv, "0.0000"), Text(mean.L1, "0.0000"),
                .. sampled ? new[] { Text(mean.L1Sampled, "0.0000") } : [], Text(mean.LogZ, "0.0000"), Text(mean.LogZExact, "0.000000"),
                string.Empty, string.Empty, string.Empty, string.Empty, Text(mean.MsPerIteration, "0.00")];
            table.AddRow(cells);
        }

        console.Write(table);
        foreach (var r in runs.Where(r => r.Held is not null))
        {
            console.WriteLine(r.Held!.Sentence(r.Seed));
        }

        ShowBaselines(console, runs);
        if (experiment.Graph is null)
        {
            console.WriteLine("Too many states to enumerate: TV and L1 cannot be computed; use --samples for bounds of log Z.");
        }
    }

    private static void ShowBaselines(IAnsiConsole console, List<ExperimentResult> runs)
    {
        if (runs.TrueForAll(r => r.Baselines is null))
        {
            return;
        }

        var table = Tables.Create(
            "total variation after as many evaluations of the reward", "seed", "evaluations", "training s", "GFlowNet", "even draws", "even draws weighted by R", "Metropolis", "floor of a histogram");
        foreach (var r in runs)
        {
            table.AddRow(
            [
                r.Seed.ToString(CultureInfo.InvariantCulture), r.Evaluations.ToString("N0", CultureInfo.InvariantCulture),
                Text(r.Seconds, "0.0"), Text(r.Tv, "0.0000"), .. r.Baselines!.Select(b => Text(b.TotalVariation, "0.0000")),
            ]);
        }

        console.Write(table);
    }

    private static string Text(double? value, string format) =>
        value is { } v && double.IsFinite(v) ? v.ToString(format, CultureInfo.InvariantCulture) : "-";
}
