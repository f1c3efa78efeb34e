using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Validation;
using Spectre.Console;

namespace Quiver.Cli.Grouping;

/// <summary><c>quiver check-grouping HAMILTONIAN GROUPING</c>: an independent verdict on a grouping file.</summary>
internal static class CheckGroupingCommand
{
    public static Command Create()
    {
        var command = new Command("check-grouping", "Check that a grouping file is a valid partition of a Hamiltonian's terms, and what "
            + "it costs.");
        var hamiltonian = new HamiltonianOptions();
        hamiltonian.AddTo(command);
        var grouping = new Argument<string>("GROUPING")
        {
            Description = "result.json or grouping.json of 'quiver group', or a JSON list "
            + "of lists of term indices or of labels as they stand in the file."
        };
        command.Arguments.Add(grouping);
        var rule = HamiltonianOptions.RuleOption(anticommuting: true);
        var json = CommonOptions.Json();
        command.Options.Add(rule);
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) =>
        {
            var file = hamiltonian.Read(parsed);
            var path = parsed.GetRequiredValue(grouping);
            var notes = new Notes();
            var groups = GroupingReader.Read(path, file, notes);
            RunEnvelope.Read(path);
            RunNotes.AddRange(notes.Sentences);
            var (state, _, vector) = hamiltonian.Prepare(parsed, file, cancellation);
            var report = GroupingValidator.Check(file.Sum, groups, HamiltonianOptions.ParseRule(parsed.GetRequiredValue(rule)),
                vector?.ToDictionary());
            JsonOutput.Write(parsed.GetValue(json), new
            {
                Rule = parsed.GetValue(rule),
                State = state,
                report.Valid,
                report.Problems,
                report.Groups,
                report.Epsilon2M,
                report.ShotBound,
            });
            var console = Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json)));
            var culture = CultureInfo.InvariantCulture;
            var cost = report.Epsilon2M is { } e ? string.Create(culture, $", eps²M {e:G6} hartree² in the {state} state") : string.Empty;
            console.MarkupLineInterpolated($"{(report.Valid ? "valid" : "NOT valid")}: {report.Groups} groups{cost}, shot bound {report.ShotBound.ToString("0.000E+0", culture)}");
            foreach (var problem in report.Problems)
            {
                console.MarkupLineInterpolated($"  {problem}");
            }

            if (!report.Valid && GroupingReader.RuleOf(path) is { } made && made != parsed.GetValue(rule))
            {
                console.MarkupLineInterpolated($"  the file says that it was made by the rule {made}: --rule {made} checks that");
            }

            return Task.FromResult(report.Valid ? 0 : CommandRunner.Failure);
        });
        return command;
    }
}
