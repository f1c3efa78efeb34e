using System.Diagnostics;

namespace Quiver.Cli.Tests.Completions;

/// <summary>A shell of this machine, if it has one.</summary>
internal static class ShellProcess
{
    public static bool Exists(string shell) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, shell)));

    /// <summary>Runs a script from a file without the user's own settings.</summary>
    public static (int Code, string Output, string Error) Run(string shell, params string[] arguments)
    {
        var start = new ProcessStartInfo(shell, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
