using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Sweeps;

/// <summary>Reads plans and expands them: all combinations of the lists under <c>grid</c>, times the draws of <c>random</c>.</summary>
internal static class SweepPlanReader
{
    private const int MostUnits = 100_000;
    private const string Operands = "arguments";

    private static readonly string[] Members =
    [
        "$schema", "command", Operands, "options", "grid", "random", "samples", "seed", "lines", "processes", "timeout", "retries",
        "figures",
    ];

    /// <summary>Reads a plan and holds every unit's command line against the command itself.</summary>
    /// <param name="root">The program.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file is no plan, or one of its units is no command line.</exception>
    public static SweepPlan Read(RootCommand root, string path)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : throw InputException.NoFile(path);
        JsonObject plan;
        try
        {
            var lenient = new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                AllowDuplicateProperties = false,
            };
            plan = JsonNode.Parse(text, null, lenient) as JsonObject ?? throw new InputException(path, 0, "a plan is a JSON object.");
        }
        catch (JsonException e)
        {
            throw new InputException(path, (e.LineNumber ?? -1) + 1, "this is no JSON.", e);
        }

        try
        {
            return Expand(root, path, text, plan);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new InputException(
                path, 0, "a value has a kind that is not expected there; docs/schemas/sweep-plan.json says what is.", e);
        }
    }

    private static SweepPlan Expand(RootCommand root, string path, string text, JsonObject plan)
    {
        if (plan.Select(static p => p.Key).FirstOrDefault(static k => !Members.Contains(k, StringComparer.Ordinal)) is { } stranger)
        {
            throw new InputException(path, 0, $"a plan has no '{stranger}': use {string.Join(", ", Members.Skip(1))}.");
        }

        if (plan["lines"] is JsonObject lines)
        {
            return Plan(path, text, plan, Lines(root, path, plan, lines));
        }

        var command = plan["command"]?.GetValue<string>().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            ?? throw new InputException(path, 0, "'command' is missing: name what is to be run, such as \"links train\".");
        var axes = (plan["grid"]?.AsObject() ?? []).Select(a => (a.Key, Values: (a.Value as JsonArray)?.ToArray()
            ?? throw new InputException(path, 0, $"grid '{a.Key}' must be a list of values."))).ToArray();
        if (axes.FirstOrDefault(static a => a.Values.Length == 0).Key is { } empty)
        {
            throw new InputException(path, 0, $"grid '{empty}' has no values.");
        }

        foreach (var (name, values) in axes)
        {
            if (values.GroupBy(static v => v?.ToJsonString()).FirstOrDefault(static g => g.Count() > 1) is { } twice)
            {
                throw new InputException(path, 0, $"grid '{name}' lists {twice.Key ?? "null"} more than once: each unit is run once.");
            }
        }

        var random = plan["random"]?.AsObject() ?? [];
        var draws = plan["samples"]?.GetValue<int>() ?? (random.Count > 0
            ? throw new InputException(path, 0, "'random' needs 'samples', the number of draws.") : 1);
        var total = axes.Aggregate((double)draws, static (n, a) => n * a.Values.Length);
        if (draws < 1 || total > MostUnits)
        {
            throw new InputException(
                path, 0, draws < 1 ? "'samples' must be at least 1."
                    : $"the plan has {total:N0} units, at most {MostUnits:N0} are run.");
        }

        var seed = plan["seed"]?.GetValue<long>() ?? 0;
        var (units, taken) = (new List<SweepUnit>(), new Dictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < (int)total; i++)
        {
            var choices = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
            var rest = i / draws;
            foreach (var (name, values) in axes.Reverse())
            {
                choices[name] = values[rest % values.Length];
                rest /= values.Length;
            }

            foreach (var (name, range) in random)
            {
                choices[name] = Draw(path, name, range, seed, i % draws);
            }

            var unit = Unit(path, i, command, plan, axes.Select(static a => a.Key).Concat(random.Select(static r => r.Key)), choices);
            Check(root, path, unit, taken);
            units.Add(unit);
        }

        return Plan(path, text, plan, units);
    }

    // Whole command lines under names of their own, in place of one command with lists of values.
    private static List<SweepUnit> Lines(RootCommand root, string path, JsonObject plan, JsonObject lines)
    {
        string[] others = ["command", Operands, "options", "grid", "random", "samples", "seed"];
        if (others.FirstOrDefault(plan.ContainsKey) is { } other)
        {
            throw new InputException(path, 0, $"'{other}' does not go with 'lines', which are whole command lines.");
        }

        var (units, taken) = (new List<SweepUnit>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (name, line) in lines)
        {
            var unit = new SweepUnit(
                units.Count, line!.GetValue<string>().Split(' ', StringSplitOptions.RemoveEmptyEntries),
                new Dictionary<string, string>(StringComparer.Ordinal) { ["line"] = name });
            Check(root, path, unit, taken);
            units.Add(unit);
        }

        return units.Count > 0 ? units : throw new InputException(path, 0, "'lines' holds no command line.");
    }

    private static int AtLeastOne(string path, string name, int value) =>
        value >= 1 ? value : throw new InputException(path, 0, $"'{name}' must be at least 1 (got {value}).");

    // Units that wrote to one place would overwrite each other.
    private static void RequireOwnTargets(string path, SweepUnit unit, ParseResult parsed, Dictionary<string, int> taken)
    {
        foreach (var (name, target) in OutputTargets.Of(parsed))
        {
            var full = Path.GetFullPath(target);
            if (!taken.TryAdd(full, unit.Index))
            {
                throw new InputException(path, 0, $"units {taken[full]} and {unit.Index} both write to {name} {target}: leave it out, "
                    + $"a unit's results are kept in the sweep's folder.");
            }
        }
    }

    private static SweepPlan Plan(string path, string text, JsonObject plan, IReadOnlyList<SweepUnit> units) =>
        new(
            text, units, plan["processes"] is { } processes ? AtLeastOne(path, "processes", processes.GetValue<int>()) : null,
            plan["timeout"] is { } limit ? Seconds(path, limit.ToString()) : null,
            plan["retries"]?.GetValue<int>(),
            [.. (plan["figures"]?.AsArray() ?? []).Select(static f => f!.GetValue<string>())]);

    // A draw depends on the plan's seed, the option's name and the number of the draw: adding an option changes no other.
    private static JsonNode? Draw(string path, string name, JsonNode? range, long seed, int draw)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{seed}/{name}/{draw}")));
        var u = (BitConverter.ToUInt64(hash) >> 11) * (1.0 / (1UL << 53));
        if (range is JsonArray { Count: > 0 } list)
        {
            return list[(int)(u * list.Count)];
        }

        if (range is JsonObject { Count: 1 } kind && kind.First() is { Value: JsonArray { Count: 2 } ends } pair)
        {
            var (least, most) = (ends[0]!.GetValue<double>(), ends[1]!.GetValue<double>());
            switch (pair.Key)
            {
                case "uniform" when most >= least:
                    return JsonValue.Create(least + (u * (most - least)));
                case "log" when least > 0 && most >= least:
                    return JsonValue.Create(Math.Exp(Math.Log(least) + (u * (Math.Log(most) - Math.Log(least)))));
                case "whole" when most >= least:
                    return JsonValue.Create((long)(Math.Ceiling(least) + Math.Floor(u * (Math.Floor(most) - Math.Ceiling(least) + 1))));
                default:
                    break;
            }
        }

        throw new InputException(
            path, 0,
            $"random '{name}' must be a list, or {{\"uniform\": [a, b]}}, {{\"log\": [a, b]}} or {{\"whole\": [a, b]}} "
            + "with a <= b (and 0 < a for log).");
    }

    private static SweepUnit Unit(
        string path, int index, string[] command, JsonObject plan, IEnumerable<string> varied, Dictionary<string, JsonNode?> choices)
    {
        var words = new List<string>(command);
        words.AddRange(List(choices.GetValueOrDefault(Operands) ?? plan[Operands]));
        var names = varied.Where(static n => n is not Operands).ToArray();
        foreach (var (name, value) in plan["options"]?.AsObject() ?? [])
        {
            words.AddRange(names.Contains(name, StringComparer.Ordinal)
                ? throw new InputException(path, 0, $"'{name}' stands under options and is varied as well.")
                : Option(name, value));
        }

        foreach (var name in names)
        {
            words.AddRange(Option(name, choices[name]));
        }

        return new SweepUnit(index, words, varied.ToDictionary(
            static n => n, n => string.Join(' ', List(choices[n])), StringComparer.Ordinal));
    }

    private static IEnumerable<string> Option(string name, JsonNode? value) => value switch
    {
        null => [],
        JsonArray list => list.SelectMany(v => new[] { "--" + name, Text(v) }),
        _ when value.GetValueKind() == JsonValueKind.True => ["--" + name],
        _ when value.GetValueKind() == JsonValueKind.False => [],
        _ => ["--" + name, Text(value)],
    };

    private static IEnumerable<string> List(JsonNode? value) => value switch
    {
        null => [],
        JsonArray list => list.Select(Text),
        _ => [Text(value)],
    };

    private static string Text(JsonNode? value) => value is JsonValue ? value.ToString() : throw new FormatException("no value");

    private static double Seconds(string path, string text) => Quiver.Cli.Grouping.Durations.Parse(text)
        ?? throw new InputException(path, 0, $"'timeout' is a time such as \"90s\", \"10m\" or \"2h\" (got {text}).");

    private static void Check(RootCommand root, string path, SweepUnit unit, Dictionary<string, int> taken)
    {
        var parsed = root.Parse([.. unit.Words]);
        var flag = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(static a => a.Tokens)
            .FirstOrDefault(static t => t.Value.StartsWith("--", StringComparison.Ordinal))?.Value;
        if (parsed.Errors.Count > 0 || flag is not null)
        {
            var fault = flag is null ? parsed.Errors[0].Message : $"there is no option {flag}.";
            throw new InputException(path, 0, $"unit {unit.Index}, quiver {WordsOf.Line(unit.Words)}: {fault}");
        }

        if (unit.Words[0] is "sweep" or "runs" or "report" or "doctor" or "completions"
            || unit.Words is ["bench", "all", ..] || unit.Words.Contains("--run", StringComparer.Ordinal))
        {
            throw new InputException(path, 0, $"'{unit.Words[0]}' with these options cannot be swept: a unit's run folder is the sweep's.");
        }

        RequireOwnTargets(path, unit, parsed, taken);
    }
}
