using System.CommandLine;
using Quiver.Cli.Common;

namespace Quiver.Cli.Doctor;

/// <summary><c>quiver doctor</c>: what this machine has, what is missing, and how to mend it.</summary>
internal static class DoctorCommand
{
    /// <summary>Adds the command.</summary>
    public static void AddTo(RootCommand root) => root.Subcommands.Add(Create());

    private static Command Create()
    {
        var command = new Command(
            "doctor",
            "Check .NET, memory, libtorch, CUDA, NVRTC, Node, Q# and Slurm, and say how to mend each. Exit code 1 when something is " +
            "broken.");
        var json = CommonOptions.Json();
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            DoctorCheck[] checks =
            [
                MachineChecks.Runtime(),
                MachineChecks.Processor(),
                MachineChecks.Memory(),
                MachineChecks.Cache(),
                .. TorchChecks.All(),
                .. await ProgramChecks.AllAsync(cancellation).ConfigureAwait(false),
            ];
            var healthy = Array.TrueForAll(checks, static c => c.State != CheckState.Broken);
            Show(checks, JsonOutput.TakesStandardOutput(parsed.GetValue(json)) ? Console.Error : Console.Out);
            JsonOutput.Write(
                parsed.GetValue(json),
                new
                {
                    Healthy = healthy,
                    Checks = checks.Select(static c => new { c.Name, State = Word(c.State), c.Found, c.Use, c.Cure })
                    .ToArray()
                });
            return healthy ? 0 : CommandRunner.Failure;
        });
        return command;
    }

    private static string Word(CheckState state) => state switch
    {
        CheckState.Ok => "ok",
        CheckState.Absent => "absent",
        _ => "broken",
    };

    private static void Show(DoctorCheck[] checks, TextWriter writer)
    {
        var width = checks.Max(static c => c.Name.Length);
        foreach (var check in checks)
        {
            writer.WriteLine(
                $"{Word(check.State),-6}  {check.Name.PadRight(width)}  " +
                $"{check.Found}{(check.State == CheckState.Ok ? string.Empty : $" (needed by: {check.Use})")}");
            if (check.Cure is { } cure)
            {
                writer.WriteLine($"{string.Empty,-6}  {string.Empty.PadRight(width)}  {cure}");
            }
        }
    }
}
