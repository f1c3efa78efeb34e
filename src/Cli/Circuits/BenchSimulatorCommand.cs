using System.CommandLine;
using Quiver.Benchmarks.Suites;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Spectre.Console;

namespace Quiver.Cli.Circuits;

/// <summary>quiver bench simulator: the state-vector simulator against its goals.</summary>
internal static class BenchSimulatorCommand
{
    private static readonly int[] SmallSizes = [4, 6, 8, 10];

    public static Command Create()
    {
        var threads = new Option<int>("--threads") { Description = "Threads.", DefaultValueFactory = _ => 2, HelpName = "N" };
        var seconds = new Option<double>("--seconds")
        {
            Description = "Time for each measurement.",
            DefaultValueFactory = _ => 1.5,
            HelpName = "S"
        };
        var qubits = new Option<int[]>("--qubits")
        {
            Description = "Sizes to measure.",
            DefaultValueFactory = _ => [.. SimulatorSuite.Sizes],
            AllowMultipleArgumentsPerToken = true,
            HelpName = "N...",
        };
        var json = CommonOptions.Json();
        var command = new Command("simulator", "Time 10 layers of RY, RZ and a CX chain in both precisions.") { threads, seconds, qubits,
            json };
        command.SetAction((result, stop) =>
        {
            var target = result.GetValue(json);
            var rows = Measure(result.GetValue(qubits)!, result.GetValue(threads), result.GetValue(seconds), stop);
            var gradients = SmallSizes.Select(n => SimulatorSuite.MeasureGradient(n, result.GetValue(seconds), stop)).ToArray();
            var longs = SimulatorSuite.MeasureLong(result.GetValue(seconds), stop).ToArray();
            var console = JsonOutput.TakesStandardOutput(target)
                ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
                : AnsiConsole.Console;
            Show(console, rows);
            Show(console, gradients);
            Show(console, longs);
            JsonOutput.Write(target, new { Layers = rows, Gradients = gradients, LongCircuits = longs });
            return Task.FromResult(0);
        });
        return command;
    }

    private static List<SimulatorRow> Measure(int[] sizes, int threads, double seconds, CancellationToken stop)
    {
        if (threads < 1 || Array.Exists(sizes, static n => n is < 1 or > 28))
        {
            throw new InputException("bench simulator needs at least 1 thread and sizes from 1 to 28 qubits.");
        }

        using var progress = new ConsoleProgress();
        var rows = new List<SimulatorRow>();
        foreach (var n in sizes)
        {
            progress.Report(new("simulator", rows.Count, 2 * sizes.Length, $"{n} qubits"));
            rows.Add(SimulatorSuite.Measure<float>(n, threads, seconds, stop));
            rows.Add(SimulatorSuite.Measure<double>(n, threads, seconds, stop));
        }

        return rows;
    }

    private static void Show(IAnsiConsole console, List<SimulatorRow> rows)
    {
        var table = new Table().AddColumns("qubits", "precision", "gates", "ms", "goal ms", "goal / ms", "compile ms");
        foreach (var row in rows.OrderBy(static r => r.Precision, StringComparer.Ordinal).ThenBy(static r => r.Qubits))
        {
            var goal = SimulatorSuite.Goal(row.Qubits, row.Precision);
            table.AddRow(
                FormattableString.Invariant($"{row.Qubits}"),
                row.Precision,
                FormattableString.Invariant($"{row.Gates}"),
                FormattableString.Invariant($"{row.Milliseconds:0.0000}"),
                goal is null ? "-" : FormattableString.Invariant($"{goal:0.000}"),
                goal is null ? "-" : FormattableString.Invariant($"{goal / row.Milliseconds:0.0}"),
                FormattableString.Invariant($"{row.CompileMilliseconds:0.0}"));
        }

        console.Write(table);
    }

    private static void Show(IAnsiConsole console, GradientRow[] rows)
    {
        var table = new Table().Title("small circuits, one thread").AddColumns("qubits", "angles", "prepare us", "energy us",
            "energy and gradient us");
        foreach (var row in rows)
        {
            table.AddRow(
                FormattableString.Invariant($"{row.Qubits}"),
                FormattableString.Invariant($"{row.Parameters}"),
                FormattableString.Invariant($"{row.CompileMicroseconds:0.00}"),
                FormattableString.Invariant($"{row.EnergyMicroseconds:0.00}"),
                FormattableString.Invariant($"{row.GradientMicroseconds:0.00}"));
        }

        console.Write(table);
    }

    private static void Show(IAnsiConsole console, LongCircuitRow[] rows)
    {
        var table = new Table().Title("long circuits, one thread, float64").AddColumns("circuit", "qubits", "gates", "compile ms", "run ms",
            "circuit to state ms", "goal ms");
        foreach (var row in rows)
        {
            table.AddRow(
                row.Name,
                FormattableString.Invariant($"{row.Qubits}"),
                FormattableString.Invariant($"{row.Gates}"),
                FormattableString.Invariant($"{row.CompileMilliseconds:0.0}"),
                FormattableString.Invariant($"{row.Milliseconds:0.00}"),
                FormattableString.Invariant($"{row.OnceMilliseconds:0.0}"),
                FormattableString.Invariant($"{row.GoalMilliseconds:0}"));
        }

        console.Write(table);
    }
}
