using System.Diagnostics;
using System.Runtime.InteropServices;
using Quiver.Cli.Common;

namespace Quiver.Cli.Sweeps;

/// <summary>Runs one attempt of a unit as a process of its own.</summary>
internal static class UnitProcess
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Runs it to its end; SIGTERM first, so that it can save, when it is cancelled or takes too long.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="timeout">Seconds it may take; null for no limit.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How it ended.</returns>
    public static async Task<UnitState> RunAsync(SweepFolder folder, SweepUnit unit, double? timeout, CancellationToken cancellation)
    {
        using var log = new StreamWriter(folder.Log(unit), append: true) { AutoFlush = true };
        var gate = new Lock();
        void Write(object sender, DataReceivedEventArgs e)
        {
            lock (gate)
            {
                if (e.Data is { } line)
                {
                    log.WriteLine(line);
                }
            }
        }

        var start = new ProcessStartInfo
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var (program, first) = Program();
        start.FileName = program;
        foreach (var word in first.Concat(folder.Words(unit)))
        {
            start.ArgumentList.Add(word);
        }

        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Write;
        process.ErrorDataReceived += Write;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (timeout is { } seconds)
        {
            limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process).ConfigureAwait(false);
            return folder.IsFinished(unit) ? UnitState.Finished
                : cancellation.IsCancellationRequested ? UnitState.Lost : UnitState.TimedOut;
        }

        return folder.IsFinished(unit) ? UnitState.Finished
            : process.ExitCode is CommandRunner.Failure or CommandRunner.BadInput ? UnitState.Failed : UnitState.Lost;
    }

    /// <summary>How this program is started again: the executable, or dotnet with the assembly.</summary>
    public static (string Program, string[] First) Program()
    {
        var own = Environment.ProcessPath ?? "quiver";
        var name = Path.GetFileNameWithoutExtension(own);
        var assembly = Path.Combine(AppContext.BaseDirectory, "quiver.dll");
        return name is "quiver" or "quiver-lite" || !File.Exists(assembly) ? (own, [])
            : (name is "dotnet" ? own : "dotnet", [assembly]);
    }

    private static async Task StopAsync(Process process)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Kill(process.Id, 15);
            using var patience = new CancellationTokenSource(Grace);
            try
            {
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException)
            {
                // It had its time to save.
            }
        }

        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
