using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Spectre.Console;

namespace Quiver.Cli.Runs;

/// <summary><c>quiver runs compare A B ...</c>: what differs in options, inputs and figures.</summary>
internal static class CompareRunsCommand
{
    public static Command Create()
    {
        var command = new Command("compare", "Compare runs: the options, inputs and figures in which they differ.");
        var folders = new Argument<string[]>("FOLDERS") { Description = "Two run folders or more.", Arity = new ArgumentArity(1, 20) };
        command.Arguments.Add(folders);
        var json = CommonOptions.Json();
        command.Options.Add(json);
        command.SetAction((parsed, _) =>
        {
            var runs = parsed.GetRequiredValue(folders);
            if (runs.Length < 2)
            {
                throw new InputException("Two run folders or more are needed to compare.");
            }

            var settings = Differing([.. runs.Select(Settings)]);
            string[] varied = [.. settings.Select(static s => s.Name.TrimStart('-'))];
            var figures = Differing([.. runs.Select(f => ResultFigures.Of(f, varied).ToDictionary(
                static p => p.Key, static p => p.Value.ToString("G9", CultureInfo.InvariantCulture), StringComparer.Ordinal))]);
            var console = Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json)));
            Show(console, "options and inputs that differ", runs, settings);
            Show(console, "figures that differ", runs, figures);
            JsonOutput.Write(parsed.GetValue(json), new { Runs = runs, Options = settings, Figures = figures });
            return Task.FromResult(0);
        });
        return command;
    }

    private static Dictionary<string, string> Settings(string folder)
    {
        var record = RunFiles.Read(folder);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = record.Version };
        settings["command"] = record.Configuration["command"]?.ToString() ?? string.Empty;
        settings["arguments"] = WordsOf.Line(
            (record.Configuration["arguments"] as JsonArray ?? []).Select(static a => a?.ToString() ?? string.Empty));
        foreach (var (name, value) in record.Configuration["options"] as JsonObject ?? [])
        {
            settings["--" + name] = value?.ToString() ?? "not given";
        }

        foreach (var (i, input) in record.Inputs.Index())
        {
            settings[$"input {i + 1}"] = $"{Path.GetFileName(input.Path)} {input.Sha256?[..12]}";
        }

        return settings;
    }

    private static DifferingValue[] Differing(Dictionary<string, string>[] runs) =>
    [
        .. runs.SelectMany(static r => r.Keys).Distinct(StringComparer.Ordinal)
            .Select(name => new DifferingValue(name, [.. runs.Select(r => r.GetValueOrDefault(name))]))
            .Where(static d => d.Values.Distinct(StringComparer.Ordinal).Count() > 1),
    ];

    private static void Show(IAnsiConsole console, string title, string[] runs, DifferingValue[] values)
    {
        if (values.Length == 0)
        {
            console.WriteLine($"{title}: none");
            return;
        }

        var table = Tables.Create(title, ["what", .. runs.Select(static r => Path.GetFileName(Path.TrimEndingDirectorySeparator(r)))]);
        foreach (var value in values)
        {
            table.AddRow([Markup.Escape(value.Name), .. value.Values.Select(static v => Markup.Escape(v ?? "-"))]);
        }

        console.Write(table);
    }
}
