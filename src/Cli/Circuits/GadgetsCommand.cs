using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Quiver.Circuits.Design;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Spectre.Console;

namespace Quiver.Cli.Circuits;

/// <summary><c>quiver circuits gadgets RESULTS --out FILE</c>: what recurs in designed circuits, as a library.</summary>
internal static class GadgetsCommand
{
    private const int Rows = 12;

    public static Command Create()
    {
        var results = new Argument<string[]>("RESULTS")
        {
            Description = "JSON results of circuits design (--json FILE, or result.json of --out).",
            Arity = ArgumentArity.OneOrMore,
        };
        var most = new Option<int>("--most")
        {
            Description = "The most gadgets.",
            DefaultValueFactory = _ => 64,
            HelpName = "N",
        }.Between(1, 10_000);
        var output = new Option<string?>("--out")
        {
            Description = "The library, JSON, for circuits design --gadgets.",
            HelpName = "FILE",
        };
        var json = CommonOptions.Json();
        var command = new Command("gadgets", "Mine few-qubit parts that recur in designed circuits, for the searches of other problems.")
        {
            results, most, output, json,
        };
        command.SetAction(parsed =>
        {
            var sources = parsed.GetRequiredValue(results).Select(Read).ToArray();
            var library = GadgetMiner.Mine(sources, parsed.GetValue(most));
            if (library.Gadgets.Length == 0)
            {
                throw new InputException(
                    $"Nothing recurs in the {library.Circuits} circuits of these results: give results with more circuits, or more CX.");
            }

            Show(library, Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json))));
            JsonOutput.Write(parsed.GetValue(output), GadgetLibraryFile.Document(library));
            JsonOutput.Write(parsed.GetValue(json), GadgetLibraryFile.Document(library));
            return 0;
        });
        return command;
    }

    // The accurate circuits of a result.
    private static (string GateSet, IReadOnlyList<CircuitWord> Circuits) Read(string path)
    {
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        RunEnvelope.Read(path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = ResultEnvelope.ResultsOf(document.RootElement);
            var set = root.GetProperty("gates").GetString()!;
            if (!root.TryGetProperty("ensemble", out var ensemble))
            {
                throw new InputException(path, 0, "the result has no ensemble of circuits: design it again with this version.");
            }

            CircuitWord[] circuits =
                [.. ensemble.EnumerateArray().Select(static c => CircuitWord.Parse(c.GetProperty("word").GetString()!))];
            if (circuits.Length == 0)
            {
                RunNotes.Add($"{path} has no circuit within its target: nothing was mined from it.");
            }

            return (set, circuits);
        }
        catch (FormatException e)
        {
            throw new InputException(path, 0, e.Message, e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InputException(path, 0, "this is no JSON result of circuits design.", e);
        }
    }

    private static void Show(GadgetLibrary library, IAnsiConsole console)
    {
        var table = Tables.Create(
            $"{library.Gadgets.Length} gadgets of {library.Circuits} circuits of {library.Results} results " +
            $"({string.Join(", ", library.GateSets)})",
            "gates", "CX", "angles", "keeps", "at typical angles", "typical", "times", "circuits", "results", "value");
        foreach (var e in library.Gadgets.Take(Rows))
        {
            string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
            table.AddRow(
                e.ToString(), Text($"{e.Cx}"), Text($"{e.Angles}"), Name(e.Symmetry), Name(e.TypicalSymmetry),
                string.Join(' ', e.TypicalAngles[0].Select(a => Text($"{a:0.00}"))),
                Text($"{e.Count}"), Text($"{e.Circuits}"), Text($"{e.Results}"), Text($"{e.Value:0.00}"));
        }

        console.Write(table);
    }

    private static string Name(GadgetSymmetry symmetry) => symmetry.ToString().ToLowerInvariant();
}
