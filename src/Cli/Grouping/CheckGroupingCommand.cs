using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.Validation;
using Spectre.Console;

namespace Quiver.Cli.Grouping;

/// <summary><c>quiver check-grouping HAMILTONIAN GROUPING</c>: an independent verdict on a grouping file.</summary>
internal static class CheckGroupingCommand
{
    public static Command Create()
    {
        var command = new Command("check-grouping", "Check that a grouping file is a valid partition of a Hamiltonian's terms, and what it costs.");
        var hamiltonian = new HamiltonianOptions();
        hamiltonian.AddTo(command);
        var grouping = new Argument<string>("GROUPING") { Description = "result.json or grouping.json of 'quiver group', or a JSON list of lists of term indices or labels." };
        command.Arguments.Add(grouping);
        var rule = HamiltonianOptions.RuleOption();
        var json = CommonOptions.Json();
        command.Options.Add(rule);
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) =>
        {
            var file = hamiltonian.Read(parsed);
            var path = parsed.GetRequiredValue(grouping);
            var groups = ReadGroups(path, file.Sum);
            var (state, _, vector) = hamiltonian.Prepare(parsed, file, cancellation);
            var report = GroupingValidator.Check(file.Sum, groups, HamiltonianOptions.ParseRule(parsed.GetRequiredValue(rule)), vector?.ToDictionary());
            JsonOutput.Write(parsed.GetValue(json), new { Tool = "quiver check-grouping", GroupingDocument.Version, Rule = parsed.GetValue(rule), State = state, report.Valid, report.Problems, report.Groups, report.Epsilon2M, report.ShotBound });
            var console = Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json)));
            var culture = CultureInfo.InvariantCulture;
            var cost = report.Epsilon2M is { } e ? string.Create(culture, $", eps²M {e:G6} hartree² in the {state} state") : string.Empty;
            console.MarkupLineInterpolated($"{(report.Valid ? "valid" : "NOT valid")}: {report.Groups} groups{cost}, shot bound {report.ShotBound.ToString("0.000E+0", culture)}");
            foreach (var problem in report.Problems)
            {
                console.MarkupLineInterpolated($"  {problem}");
            }

            return Task.FromResult(report.Valid ? 0 : CommandRunner.Failure);
        });
        return command;
    }

    private static int[][] ReadGroups(string path, PauliSum sum)
    {
        if (!File.Exists(path))
        {
            throw new InputException(path, 0, "there is no such file.");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("best", out var best) && best.ValueKind == JsonValueKind.Object)
            {
                root = best;
            }

            if (root.ValueKind == JsonValueKind.Object)
            {
                root = root.TryGetProperty("partition", out var partition) ? partition : throw new InputException(path, 1, "there is no 'partition' in this file.");
            }

            var index = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < sum.Count; i++)
            {
                index.Add(sum.String(i).ToString(), i);
            }

            return [.. root.EnumerateArray().Select(g => g.EnumerateArray().Select(t => Term(path, t, index)).ToArray())];
        }
        catch (JsonException e)
        {
            throw new InputException(path, (e.LineNumber ?? -1) + 1, "the JSON is broken or cut off here.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InputException(path, 0, "expected a list of groups, each a list of term indices or labels.", e);
        }
    }

    private static int Term(string path, JsonElement term, Dictionary<string, int> index)
    {
        if (term.ValueKind == JsonValueKind.Number && term.TryGetInt32(out var number))
        {
            return number;
        }

        var label = term.ValueKind == JsonValueKind.String ? term.GetString()! : term.ToString();
        return index.TryGetValue(label, out var i) ? i : throw new InputException(path, 0, $"'{label}' is no term of the Hamiltonian.");
    }
}
