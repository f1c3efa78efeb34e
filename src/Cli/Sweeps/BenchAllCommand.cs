using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;
using Spectre.Console;

namespace Quiver.Cli.Sweeps;

/// <summary>
/// <c>quiver bench all</c>: works out the tables of the documentation anew, a command line each, as a sweep does, and says which figures
/// moved against the committed ones.
/// </summary>
internal static class BenchAllCommand
{
    /// <summary>Exit code where figures lie outside their spread.</summary>
    public const int Moved = 4;

    // Sums that another processor adds up in another order differ by so much.
    private const double Rounding = 1e-6;
    private const int Shown = 40;

    public static Command Create()
    {
        var plan = new Option<string>("--plan")
        {
            Description = "The command lines, a plan for quiver sweep with lines.",
            DefaultValueFactory = _ => Path.Combine("benchmarks", "tables.json"),
            HelpName = "FILE",
        };
        var figures = new Option<string>("--figures")
        {
            Description = "The committed figures, and the spread that each line's may have.",
            DefaultValueFactory = _ => Path.Combine("benchmarks", "figures.json"),
            HelpName = "FILE",
        };
        var output = new Option<string>("--out")
        {
            Description = "Folder for the lines' run folders and figures.json; the same line again goes on.",
            Required = true,
            HelpName = "FOLDER",
        };
        var only = new Option<string?>("--only") { Description = "Some of the lines, separated by commas.", HelpName = "NAMES" };
        var processes = new Option<int>("--processes")
        {
            Description = "Lines at a time; times are comparable with one.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        }.Between(1, 1000);
        var timeout = Durations.Option("--timeout", 86_400, "The most time of one line.");
        var json = CommonOptions.Json();
        var command = new Command(
            "all",
            "Work the documentation's tables out anew and list the figures that moved. Exit code 3 when a line has no result, 4 when a "
                + "figure lies outside its spread.")
        {
            plan, figures, output, only, processes, timeout, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(plan);
            var read = SweepPlanReader.Read(QuiverCommands.Root(), path);
            RunEnvelope.Read(path);
            var known = Known(parsed.GetRequiredValue(figures));
            var chosen = Chosen(path, read, parsed.GetValue(only));
            using var folder = SweepFolder.Open(parsed.GetRequiredValue(output), read, exclusive: true);
            IReadOnlyDictionary<int, UnitState> states;
            using (var progress = new ConsoleProgress())
            {
                states = await LocalEngine.RunAsync(
                    folder, chosen, parsed.GetValue(processes), parsed.IsGiven(timeout) ? parsed.GetValue(timeout) : read.Timeout,
                    read.Retries ?? 0, progress, cancellation).ConfigureAwait(false);
            }

            var found = read.Units.Where(folder.IsFinished).ToDictionary(
                NameOf, u => SweepSummary.Figures(folder.Run(u), read), StringComparer.Ordinal);
            AtomicFile.WriteText(Path.Combine(folder.Folder, "figures.json"), Text(found, known));
            var rows = chosen.Select(u => Compare(u, states[u.Index], found.GetValueOrDefault(NameOf(u)), known)).ToArray();
            Show(rows, JsonOutput.TakesStandardOutput(parsed.GetValue(json)));
            JsonOutput.Write(parsed.GetValue(json), new { Lines = rows });
            cancellation.ThrowIfCancellationRequested();
            return rows.Any(static r => r.State is not "finished") ? SweepCommand.Incomplete
                : rows.Any(static r => r.Moved.Count > 0) ? Moved : 0;
        });
        return command;
    }

    private static string NameOf(SweepUnit unit) => unit.Choices.GetValueOrDefault("line", unit.Name);

    private static IReadOnlyList<SweepUnit> Chosen(string path, SweepPlan plan, string? only)
    {
        if (only is null)
        {
            return plan.Units;
        }

        var names = only.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var stranger = names.FirstOrDefault(n => !plan.Units.Any(u => string.Equals(NameOf(u), n, StringComparison.Ordinal)));
        return stranger is null
            ? [.. plan.Units.Where(u => names.Contains(NameOf(u), StringComparer.Ordinal))]
            : throw new InputException($"--only: {path} has no line '{stranger}', only {string.Join(", ", plan.Units.Select(NameOf))}.");
    }

    private static Dictionary<string, CommittedFigures> Known(string path)
    {
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        RunEnvelope.Read(path);
        try
        {
            return JsonNode.Parse(File.ReadAllText(path))!.AsObject().ToDictionary(
                static p => p.Key,
                static p => new CommittedFigures(
                    p.Value!["spread"]!.GetValue<double>(),
                    p.Value["figures"]!.AsObject().ToDictionary(
                        static f => f.Key, static f => f.Value!.GetValue<double>(), StringComparer.Ordinal)),
                StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new InputException(
                path, ((e as JsonException)?.LineNumber ?? -1) + 1,
                "this holds no figures: a copy of the figures.json of 'quiver bench all' does.", e);
        }
    }

    private static BenchLine Compare(
        SweepUnit unit, UnitState state, Dictionary<string, double>? found, Dictionary<string, CommittedFigures> known)
    {
        var name = NameOf(unit);
        var word = state == UnitState.TimedOut ? "timed out" : state.ToString().ToLowerInvariant();
        if (found is null || !known.TryGetValue(name, out var committed))
        {
            return new BenchLine(name, word, found?.Count ?? 0, IsKnown: known.ContainsKey(name), []);
        }

        var moved = new List<MovedFigure>();
        foreach (var figure in found.Keys.Union(committed.Figures.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            double? before = committed.Figures.TryGetValue(figure, out var b) ? b : null;
            double? now = found.TryGetValue(figure, out var n) ? n : null;
            var allowed = Math.Max(Rounding, committed.Spread) * Math.Max(Math.Abs(before ?? 0), 1e-9);
            if (before is null || now is null || !(Math.Abs(now.Value - before.Value) <= allowed || now.Equals(before)))
            {
                moved.Add(new MovedFigure(figure, before, now));
            }
        }

        return new BenchLine(name, word, found.Count, IsKnown: true, moved);
    }

    // In the form that is committed: a new table takes its spread from the one that is replaced.
    private static string Text(Dictionary<string, Dictionary<string, double>> found, Dictionary<string, CommittedFigures> known)
    {
        var all = new JsonObject();
        foreach (var (name, figures) in found)
        {
            var values = new JsonObject();
            foreach (var (figure, value) in figures.OrderBy(static f => f.Key, StringComparer.Ordinal))
            {
                values[figure] = value;
            }

            all[name] = new JsonObject { ["spread"] = known.TryGetValue(name, out var k) ? k.Spread : 0, ["figures"] = values };
        }

        return all.ToJsonString(ConfigurationFile.Layout) + "\n";
    }

    private static void Show(IReadOnlyList<BenchLine> rows, bool toError)
    {
        var culture = CultureInfo.InvariantCulture;
        var console = Tables.Console(toError);
        var table = Tables.Create("tables of the documentation", "line", "state", "figures", "moved");
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Name), row.State, row.Figures.ToString(culture),
                row.IsKnown ? row.Moved.Count.ToString(culture) : "nothing committed");
        }

        console.Write(table);
        foreach (var (row, figure) in rows.SelectMany(static r => r.Moved.Select(f => (r, f))).Take(Shown))
        {
            string Number(double? x) => x?.ToString("G6", culture) ?? "none";
            console.WriteLine($"{row.Name} {figure.Figure}: {Number(figure.Before)} -> {Number(figure.Now)}");
        }

        var more = rows.Sum(static r => r.Moved.Count) - Shown;
        if (more > 0)
        {
            console.WriteLine($"and {more} more, see --json");
        }
    }
}
