using System.CommandLine;
using System.Globalization;
using Quiver.Benchmarks.Suites;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using Spectre.Console;

namespace Quiver.Cli.Learning;

/// <summary><c>quiver bench gflownet</c>: milliseconds per training iteration, in parts, beside published figures.</summary>
internal static class BenchGFlowNetCommand
{
    public static Command Create()
    {
        var command = new Command("gflownet", "Time training iterations (trajectory balance, MLP 2 x 256) on the cases of the published "
            + "table.");
        var cases = new Option<string[]>("--cases")
        {
            Description = "Cases to run; all by default.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME..."
        };
        var batches = new Option<int[]>("--batch")
        {
            Description = "Batch sizes.",
            DefaultValueFactory = _ => [16, 32, 128, 512],
            AllowMultipleArgumentsPerToken = true,
            HelpName = "N..."
        };
        var warmup = new Option<int>("--warmup")
        {
            Description = "Iterations before the timing.",
            DefaultValueFactory = _ => 50,
            HelpName = "N"
        }.Between(0, 1_000_000);
        var iterations = new Option<int>("--iterations")
        {
            Description = "Timed iterations.",
            DefaultValueFactory = _ => 100,
            HelpName = "N"
        }.Between(1, 1_000_000);
        var threads = new Option<int>("--threads")
        {
            Description = "Threads of tensor operations; 0 chooses by the size of the batches.",
            DefaultValueFactory = _ => 0,
            HelpName = "N"
        }.Between(0, 1_024);
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { cases, batches, warmup, iterations, threads, device, json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var chosen = parsed.GetValue(cases) is { Length: > 0 } names ? names : [.. GFlowNetSuite.Cases];
            foreach (var name in chosen)
            {
                if (!GFlowNetSuite.Cases.Contains(name, StringComparer.Ordinal))
                {
                    throw new InputException($"There is no case '{name}': use {string.Join(", ", GFlowNetSuite.Cases)}.");
                }
            }

            var sizes = parsed.GetRequiredValue(batches).Select(b => (int)TrainingFlags.AtLeast(b, 1, "--batch")).ToArray();
            var timed = parsed.GetValue(iterations);
            using var progress = new ConsoleProgress();
            var place = TorchDevice.Select(parsed.GetRequiredValue(device));
            RunEnvelope.On(place.ToString());
            var rows = new List<GFlowNetRow>();
            foreach (var name in chosen)
            {
                foreach (var batch in sizes)
                {
                    progress.Report(new ProgressReport("bench gflownet", rows.Count, chosen.Length * sizes.Length,
                        $"{name}, batch {batch}"));
                    rows.Add(GFlowNetSuite.Measure(name, batch, parsed.GetValue(warmup), timed, parsed.GetValue(threads), place,
                        cancellation));
                }
            }

            progress.Dispose();
            Show(rows, parsed.GetValue(json), place.type.ToString().ToLowerInvariant());
            JsonOutput.Write(parsed.GetValue(json), new { Rows = rows });
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Show(List<GFlowNetRow> rows, string? json, string device)
    {
        var table = Tables.Create($"ms per iteration, {device} (peers: their authors' CUDA GPU)", "case", "batch", "ms", "sampling", "loss",
            "backward", "optimizer", "states/s", "torchgfn", "gflownet", "gfnx");
        foreach (var r in rows)
        {
            string Number(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
            table.AddRow(r.Case, r.Batch.ToString(CultureInfo.InvariantCulture), Number(r.MsPerIteration), Number(r.Sampling),
                Number(r.Loss), Number(r.Backward), Number(r.Optimizer), r.StatesPerSecond.ToString("N0", CultureInfo.InvariantCulture),
                Number(r.Torchgfn), Number(r.Gflownet), Number(r.Gfnx));
        }

        Tables.Console(JsonOutput.TakesStandardOutput(json)).Write(table);
    }
}
