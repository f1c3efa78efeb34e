using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.QSharp;
using Quiver.Core.Runs;

namespace Quiver.Cli.Doctor;

/// <summary>Programs beside Quiver: Node, the Q# compiler under it, Slurm.</summary>
internal static class ProgramChecks
{
    private const int OldestNode = 18;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<DoctorCheck>> AllAsync(CancellationToken cancellationToken)
    {
        var node = Node(await VersionAsync("node", ["--version"], cancellationToken).ConfigureAwait(false));
        return
        [
            node,
            node.State == CheckState.Ok ? await QSharpAsync(cancellationToken).ConfigureAwait(false) : QSharp("needs Node", absent: true),
            Slurm(
                await VersionAsync("sbatch", ["--version"], cancellationToken).ConfigureAwait(false),
                await VersionAsync("sinfo", ["--noheader"], cancellationToken).ConfigureAwait(false)),
        ];
    }

    /// <param name="version">What <c>node --version</c> says, such as v22.1.0; null where it cannot be started.</param>
    public static DoctorCheck Node(string? version)
    {
        var install = $"Install Node {OldestNode} or newer and put it on the PATH; the native simulators need neither Node nor Q#.";
        var major = version is not null && int.TryParse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
        var state = version is null ? CheckState.Absent : major >= OldestNode ? CheckState.Ok : CheckState.Broken;
        return new DoctorCheck(
            "Node", state, version ?? "not found", "Q#: --verify, --simulator qsharp", state == CheckState.Ok ? null : install);
    }

    /// <summary>Compiles and runs a Bell pair.</summary>
    public static async Task<DoctorCheck> QSharpAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var pool = new QSharpPool(1, Patience);
            using var simulator = new QSharpSimulator(pool);
            var bell = new CircuitBuilder(2).H(0).CX(0, 1).Build();
            var outcomes = await simulator.SampleAsync([bell], [20], cancellationToken: cancellationToken).ConfigureAwait(false);
            return Array.TrueForAll(outcomes[0], static o => o is 0 or 3)
                ? QSharp("compiles and runs a Bell pair")
                : QSharp("runs a Bell pair wrongly", broken: "Run 'npm ci' in the folder 'quantum' again.");
        }
        catch (InputException e)
        {
            return QSharp("not installed", absent: true, broken: e.Message);
        }
        catch (QSharpException e)
        {
            return QSharp("does not run", broken: e.Message);
        }
    }

    /// <param name="batch">What <c>sbatch --version</c> says; null where it cannot be started.</param>
    /// <param name="partitions">What <c>sinfo</c> says; null where it fails.</param>
    public static DoctorCheck Slurm(string? batch, string? partitions)
    {
        const string Use = "jobs on a cluster";
        return (batch, partitions) switch
        {
            (null, _) => new DoctorCheck(
                "Slurm", CheckState.Absent, "not found", Use, "Nothing to mend on a single machine; on a cluster load its Slurm module."),
            (_, null) => new DoctorCheck(
                "Slurm", CheckState.Broken, $"{batch}, sinfo fails", Use,
                "The Slurm controller does not answer: check SLURM_CONF and the network, or ask the cluster's operators."),
            _ => new DoctorCheck("Slurm", CheckState.Ok, batch, Use, null),
        };
    }

    private static DoctorCheck QSharp(string found, bool absent = false, string? broken = null) => new(
        "Q#",
        absent ? CheckState.Absent : broken is null ? CheckState.Ok : CheckState.Broken,
        found,
        "--verify, --simulator qsharp",
        broken ?? (absent ? "Install Node first, then run 'npm ci' in the folder 'quantum'." : null));

    // The first line that a program writes; null where it cannot be started, fails or takes too long.
    private static async Task<string?> VersionAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false });
            if (process is null)
            {
                return null;
            }

            try
            {
                var text = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
                return process.ExitCode == 0 ? text.Split('\n')[0].Trim() : null;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
