using System.CommandLine;
using System.Globalization;
using Quiver.Circuits.Design;
using Quiver.Circuits.Problems;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Spectre.Console;

namespace Quiver.Cli.Circuits;

/// <summary><c>quiver bench design FILES</c>: the GFlowNet, annealing, and both without one of their parts, at equal work.</summary>
internal static class BenchDesignCommand
{
    private static readonly (string Name, Func<DesignOptions, DesignOptions> Change)[] Arms =
    [
        ("gflownet", static o => o with { Method = DesignMethod.GFlowNet }),
        ("annealing", static o => o with { Method = DesignMethod.Annealing }),
        (
            "annealing-scored-by-hand",
            static o => o with { Method = DesignMethod.Annealing, Control = new HandMadeScore() }),
        ("annealing-uniform-moves", static o => o with { Method = DesignMethod.Annealing, Moves = MovePolicy.Uniform }),
        (
            "annealing-without-pairs",
            static o => o with
            {
                Method = DesignMethod.Annealing,
                Moves = MovePolicy.ByHand(o.GuidedShare, o.GadgetShare).Without(ChainMove.TakePair),
            }),
        ("annealing-without-slopes", static o => o with { Method = DesignMethod.Annealing, GuidedShare = 0 }),
        ("annealing-without-gadgets", static o => o with { Method = DesignMethod.Annealing, GadgetShare = 0 }),
        ("annealing-plain", static o => o with { Method = DesignMethod.Annealing, GuidedShare = 0, GadgetShare = 0 }),
        ("gflownet-without-slopes", static o => o with { Method = DesignMethod.GFlowNet, GuidedShare = 0 }),
        ("gflownet-without-gadgets", static o => o with { Method = DesignMethod.GFlowNet, GadgetShare = 0 }),
        ("samples", static o => o with { Method = DesignMethod.SamplesOnly }),
    ];

    // With the library of --gadgets, and with a control of its shape whose gates stand at random; another one for every seed.
    private static readonly (string Name, Func<DesignOptions, GadgetLibrary, DesignOptions> Change)[] LibraryArms =
    [
        ("annealing-library", static (o, l) => o with { Method = DesignMethod.Annealing, Library = l }),
        ("annealing-random-library", static (o, l) => o with { Method = DesignMethod.Annealing, Library = l.Shuffled(o.Seed) }),
        ("samples-library", static (o, l) => o with { Method = DesignMethod.SamplesOnly, Library = l }),
        ("samples-random-library", static (o, l) => o with { Method = DesignMethod.SamplesOnly, Library = l.Shuffled(o.Seed) }),
    ];

    private static readonly string Names =
        string.Join(", ", [.. Arms.Select(static a => a.Name), .. LibraryArms.Select(static a => a.Name)]);

    private const double Even = 1e-6;

    public static Command Create()
    {
        var files = new Argument<string[]>("FILES") { Description = "Hamiltonians of up to 16 qubits.", Arity = ArgumentArity.OneOrMore };
        var arms = new Option<string>("--arms")
        {
            Description = $"all, or some of {Names}, separated by commas; those with a library need --gadgets.",
            DefaultValueFactory = _ => "gflownet,annealing",
        };
        var time = Durations.Option(
            "--time", 10, "Budget of each search on two cores, turned into work that is the same on every machine.");
        var seeds = new Option<int>("--seeds")
        {
            Description = "Searches of each kind, with the seeds 0, 1, ...",
            DefaultValueFactory = _ => 3,
            HelpName = "N",
        }.Between(1, 1000);
        var target = new Option<double>("--target-error")
        {
            Description = "The error that counts as solved.",
            DefaultValueFactory = _ => 1.6e-3,
            HelpName = "X",
        };
        var library = new Option<string?>("--gadgets")
        {
            Description = "A library of circuits gadgets for the searches with one.",
            HelpName = "FILE",
        };
        var policy = DesignInputs.Policy();
        var json = CommonOptions.Json();
        var command = new Command(
            "design", "Compare ways to search for circuits at equal work: best log R, CX, and what each part is worth.")
        {
            files, arms, time, seeds, target, library, policy, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var chosen = Chosen(parsed.GetRequiredValue(arms), DesignInputs.Library(parsed.GetValue(library)));
            if (!Array.Exists(chosen, static c => LibraryArms.Any(a => Named(a.Name, c.Name))))
            {
                parsed.RefuseWithoutEffect(library, "without a search of --arms that has a library");
            }

            var error = parsed.GetValue(target);
            if (!(error > 0) || !double.IsFinite(error))
            {
                throw new InputException($"--target-error must be above 0 (got {error}).");
            }

            var proposals = DesignInputs.Proposals(parsed.GetValue(policy));
            var rows = new List<BenchDesignRow>();
            using (var progress = new ConsoleProgress())
            {
                foreach (var path in parsed.GetRequiredValue(files))
                {
                    var problem = Problem(path, cancellation);
                    var gates = GateSet.Hardware(problem.Qubits, real: problem.IsReal);
                    for (var seed = 0; seed < parsed.GetValue(seeds); seed++)
                    {
                        foreach (var (name, change) in chosen)
                        {
                            cancellation.ThrowIfCancellationRequested();
                            var options = change(new DesignOptions
                            {
                                Work = DesignOptions.WorkOf(parsed.GetValue(time)),
                                Rounds = 16,
                                Weights = DesignWeights.ForTarget,
                                Seed = seed,
                                Patience = double.PositiveInfinity,
                                Proposals = proposals,
                            });
                            var found = new TargetDesigner(problem, gates, options, error).Run(progress, cancellation);
                            foreach (var note in found.Notes)
                            {
                                RunNotes.Add($"{problem.Name}, {name}, seed {seed}: {note}");
                            }

                            rows.Add(BenchDesignRow.Of(problem, name, seed, found));
                        }
                    }
                }
            }

            Show(rows, chosen, Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json))), parsed.GetValue(time));
            JsonOutput.Write(parsed.GetValue(json), new { Rows = rows });
            return Task.FromResult(0);
        });
        return command;
    }

    private static (string Name, Func<DesignOptions, DesignOptions> Change)[] Chosen(
        string text, GadgetLibrary? library)
    {
        (string Name, Func<DesignOptions, DesignOptions> Change)[] known = library is null ? Arms
            : [.. Arms, .. LibraryArms.Select(a => (a.Name, (Func<DesignOptions, DesignOptions>)(o => a.Change(o, library))))];
        if (text is "all")
        {
            return known;
        }

        string[] names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (library is null && Array.Exists(names, static n => LibraryArms.Any(a => Named(a.Name, n))))
        {
            throw new InputException($"--arms '{text}': a search with a library needs --gadgets.");
        }

        if (names.Length == 0 || !Array.TrueForAll(names, n => Array.Exists(known, a => Named(a.Name, n))))
        {
            throw new InputException($"--arms '{text}': use all, or some of {Names}.");
        }

        return [.. names.Distinct(StringComparer.Ordinal).Select(n => known.First(a => Named(a.Name, n)))];
    }

    private static bool Named(string arm, string name) => string.Equals(arm, name, StringComparison.Ordinal);

    // A molecule in the space that circuits design proposes.
    internal static GroundStateProblem Problem(string path, CancellationToken cancellation)
    {
        RunEnvelope.Read(path);
        var file = HamiltonianReader.Read(path, new HamiltonianReadOptions { Proposal = ProblemOptions.Proposed });
        RunNotes.AddRange(file.Notes);
        var problem = GroundStateProblem.Create(Path.GetFileNameWithoutExtension(path), file, exact: true, null, cancellation);
        RunNotes.AddRange(problem.Notes);
        return problem;
    }

    private static void Show(
        List<BenchDesignRow> rows, (string Name, Func<DesignOptions, DesignOptions> Change)[] arms, IAnsiConsole console, double seconds)
    {
        var culture = CultureInfo.InvariantCulture;
        var table = Tables.Create(
            string.Create(culture, $"searches of {seconds:G4} s on two cores by the count of work; medians over seeds"),
            "problem", "search", "log R", "lowest", "highest", "ahead of annealing", "CX", "error (Ha)", "fits", "seconds");
        foreach (var problem in rows.Select(static r => r.Problem).Distinct(StringComparer.Ordinal))
        {
            foreach (var (name, _) in arms)
            {
                var own = rows.Where(r => Is(r, problem, name)).ToArray();
                var gains = own.Select(r => r.LogReward - rows.Find(o => Is(o, problem, "annealing") && o.Seed == r.Seed)?.LogReward)
                    .OfType<double>().ToArray();
                table.AddRow(
                    problem, name,
                    Median(own, static r => r.LogReward).ToString("F3", culture),
                    own.Min(static r => r.LogReward).ToString("F3", culture),
                    own.Max(static r => r.LogReward).ToString("F3", culture),
                    name is "annealing" || gains.Length == 0
                        ? "-"
                        : string.Create(
                            culture,
                            $"{gains.Count(static g => g > Even)} of {gains.Length}, {gains.Count(static g => Math.Abs(g) <= Even)} even"),
                    Median(own, static r => r.Cx).ToString("0.#", culture),
                    Median(own, static r => r.Error).ToString("0.0E+0", culture),
                    Median(own, static r => r.Fits).ToString("N0", culture),
                    Median(own, static r => r.Seconds).ToString("F1", culture));
            }
        }

        console.Write(table);
    }

    private static bool Is(BenchDesignRow row, string problem, string arm) =>
        string.Equals(row.Problem, problem, StringComparison.Ordinal) && string.Equals(row.Search, arm, StringComparison.Ordinal);

    private static double Median(IEnumerable<BenchDesignRow> rows, Func<BenchDesignRow, double> value)
    {
        var sorted = rows.Select(value).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
