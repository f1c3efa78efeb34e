using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;

namespace Quiver.Cli.Runs;

/// <summary><c>quiver runs show FOLDER</c>: one run in words.</summary>
internal static class ShowRunCommand
{
    private const int Figures = 40;

    public static Command Create()
    {
        var command = new Command("show", "Show a run: command, inputs, machine, state, files and figures.");
        var folder = new Argument<string>("FOLDER") { Description = "A run folder." };
        command.Arguments.Add(folder);
        command.SetAction((parsed, _) =>
        {
            Show(parsed.GetRequiredValue(folder), Console.Out);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Show(string folder, TextWriter output)
    {
        var record = RunFiles.Read(folder);
        var state = RunFiles.State(folder, record);
        void Line(string name, string value) => output.WriteLine($"{name,-10} {value}");
        Line("command", "quiver " + WordsOf.Line(record.CommandLine));
        Line("state", state.ToString().ToLowerInvariant() + (state is RunState.Finished or RunState.Running
            ? string.Empty : $"; continue it by '{ProgramName.Value} --resume {folder}'"));
        Line("version", record.Version);
        Line("seed", record.Seed?.ToString(CultureInfo.InvariantCulture) ?? "none");
        Line("device", record.Device);
        var machine = record.Machine;
        Line("machine", $"{machine.Host}, {machine.System}, {machine.Processors} processors, {machine.Runtime}");
        Line("began", record.Started.ToString("u", CultureInfo.InvariantCulture) + $" in {record.Directory}");
        var processes = record.Attempts == 1 ? "process" : "processes";
        Line("took", string.Create(CultureInfo.InvariantCulture, $"{record.Seconds:0.0} s in {record.Attempts} {processes}"));
        foreach (var input in record.Inputs)
        {
            Line("input", $"{input.Path}  sha256 {input.Sha256 ?? "unknown"}");
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var size = new FileInfo(file).Length;
            Line("file", string.Create(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(folder, file)}  {size:N0} bytes"));
        }

        var figures = ResultFigures.Of(folder);
        foreach (var (name, value) in figures.Take(Figures))
        {
            Line("figure", string.Create(CultureInfo.InvariantCulture, $"{name} = {value:G9}"));
        }

        if (figures.Count > Figures)
        {
            output.WriteLine($"and {figures.Count - Figures} more figures in {Path.Combine(folder, RunFiles.Result)}");
        }
    }
}
