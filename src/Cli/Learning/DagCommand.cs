using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.GFlowNet.BayesianNetworks;
using Spectre.Console;

namespace Quiver.Cli.Learning;

/// <summary><c>quiver dag</c>: the posterior over the structures of small Bayesian networks.</summary>
internal static class DagCommand
{
    // 29,281 graphs; six nodes have 3,781,503, more than are enumerated.
    private const int MostNodes = 5;

    public static Command Create()
    {
        var command = new Command(
            "dag", "Train a GFlowNet on the posterior over Bayesian networks of up to five variables and compare it with the exact one.");
        var data = new Option<string?>("--data")
        {
            Description = "Data: comma-separated numbers, a point a line; without it, data of random linear Gaussian networks.",
            HelpName = "FILE",
        };
        var nodes = new Option<int>("--nodes")
        {
            Description = "Variables of a random network.",
            DefaultValueFactory = _ => 5,
            HelpName = "N",
        }.Between(2, MostNodes);
        var edges = new Option<double>("--edges")
        {
            Description = "Expected edges of a random network.",
            DefaultValueFactory = _ => 5,
            HelpName = "X",
        }.Between(0, MostNodes * (MostNodes - 1) / 2.0);
        var points = new Option<int>("--points")
        {
            Description = "Points drawn from a random network.",
            DefaultValueFactory = _ => 100,
            HelpName = "N",
        }.Between(1, 1_000_000);
        var noise = new Option<double>("--noise")
        {
            Description = "Variance of every variable's noise in a random network.",
            DefaultValueFactory = _ => 0.1,
            HelpName = "X",
        }.Above(0, 1e6);
        var sets = new Option<int>("--sets")
        {
            Description = "Random networks, with seeds from --seed upwards; each has a training of its own.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        }.Between(1, 10_000);
        Option[] generated = [nodes, edges, points, noise, sets];
        foreach (var option in generated.Prepend(data))
        {
            command.Options.Add(option);
        }

        var flags = new TrainingFlags(new TrainingDefaults
        {
            Objective = "mdb",
            Iterations = 6000,
            Hidden = 512,
            Layers = 1,
            Clip = 10,
            LearningRate = "cosine:8e-3:1e-5",
            Epsilon = "linear:1:0.01:400",
        });
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var settings = flags.Read(parsed);
            if (settings.Seeds > 1)
            {
                throw new InputException("--seeds has no effect here: use --sets N, one training for each data set.");
            }

            return ArgumentErrors.AsInput(() =>
            {
                var device = DeviceChoice.Select(settings, (MostNodes * (MostNodes - 1) / 2) + 1);
                RunEnvelope.On(device.ToString());
                using var progress = new ConsoleProgress();
                var results = new List<StructureResult>();

                // Files are named by seed, and by no other name where there are several.
                settings = settings with { Seeds = parsed.GetValue(data) is null ? parsed.GetValue(sets) : 1 };
                if (parsed.GetValue(data) is { } path)
                {
                    foreach (var option in generated)
                    {
                        parsed.RefuseWithoutEffect(option, "with --data, which brings its own");
                    }

                    var table = DataTable.Read(path);
                    RunEnvelope.Read(path);
                    RunNotes.AddRange(table.Notes);
                    if (table.Variables.Length is < 2 or > MostNodes)
                    {
                        throw new InputException(path, 0,
                            $"2 to {MostNodes} variables can be compared with the exact posterior (here are {table.Variables.Length}).");
                    }

                    results.Add(StructureExperiment.Run(0, table.Variables, table.ToArray(), null, settings, device, progress, cancellation));
                }
                else
                {
                    for (var set = 0; set < parsed.GetValue(sets); set++)
                    {
                        var seed = settings.Training.Seed + set;
                        var random = new Random(seed);
                        var network = LinearGaussianNetwork.ErdosRenyi(
                            parsed.GetValue(nodes), parsed.GetValue(edges), parsed.GetValue(noise), random);
                        var names = Enumerable.Range(0, parsed.GetValue(nodes)).Select(i => $"x{i}").ToImmutableArray();
                        results.Add(StructureExperiment.Run(
                            set, names, network.Sample(parsed.GetValue(points), random), network.Parents,
                            settings with { Training = settings.Training with { Seed = seed } }, device, progress, cancellation));
                    }
                }

                progress.Dispose();
                Report(settings, results);
                return Task.FromResult(0);
            });
        });
        return command;
    }

    private static void Report(ExperimentSettings settings, List<StructureResult> results)
    {
        var console = Tables.Console(JsonOutput.TakesStandardOutput(settings.Json));
        var training = settings.Training;
        var table = Tables.Create(
            $"posterior over networks, {training.Objective}, {ExperimentReport.Work(settings, [.. results.Select(r => r.Iterations)])}",
            "seed", "edges", "JS", "TV", "edge error", "path error", "blanket error", "E[SHD]", "exact", "evaluations", "s",
            "JS of Metropolis", "of even draws");
        foreach (var r in results)
        {
            table.AddRow(
                r.Seed.ToString(CultureInfo.InvariantCulture), r.TrueEdges?.ToString(CultureInfo.InvariantCulture) ?? "-",
                Text(r.JensenShannon, "0.00000"), Text(r.Tv, "0.0000"), Text(r.EdgeError, "0.0000"), Text(r.PathError, "0.0000"),
                Text(r.BlanketError, "0.0000"), Text(r.ExpectedDistance, "0.000"), Text(r.ExpectedDistanceExact, "0.000"),
                r.Evaluations.ToString("N0", CultureInfo.InvariantCulture), Text(r.Seconds, "0.0"),
                Text(Of(r, "metropolis"), "0.00000"), Text(Of(r, "even"), "0.000"));
        }

        var mean = new
        {
            JensenShannon = results.Average(r => r.JensenShannon),
            LargestJensenShannon = results.Max(r => r.JensenShannon),
            Tv = results.Average(r => r.Tv),
            ExpectedDistance = results.Average(r => r.ExpectedDistance),
            ExpectedDistanceExact = results.Average(r => r.ExpectedDistanceExact),
        };
        if (results.Count > 1)
        {
            table.AddRow(
                "mean", string.Empty, Text(mean.JensenShannon, "0.00000"), Text(mean.Tv, "0.0000"), string.Empty, string.Empty,
                string.Empty, Text(mean.ExpectedDistance, "0.000"), Text(mean.ExpectedDistanceExact, "0.000"), string.Empty, string.Empty, string.Empty,
                string.Empty);
        }

        console.Write(table);
        foreach (var r in results.Where(_ => settings.Samples > 0))
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {r.Seed}: L1 of {settings.Samples:N0} graphs drawn ")
                + $"{Text(r.L1Sampled, "0.0000")}; log Z from {Text(r.Elbo, "0.0000")} to {Text(r.Eubo, "0.0000")}");
        }

        foreach (var r in results.Where(r => r.Held is not null))
        {
            console.WriteLine(r.Held!.Sentence(r.Seed));
        }

        var document = new
        {
            Objective = training.Objective.ToString(),
            training.Iterations,
            training.Batch,
            Sets = results,
            Mean = mean,
        };
        JsonOutput.Write(settings.Json, document);
        if (settings.Output is { } folder)
        {
            JsonOutput.Write(Path.Combine(folder, "result.json"), document);
        }
    }

    private static double Of(StructureResult result, string name) => result.Baselines.First(b => b.Name == name).JensenShannon;

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
