using System.Text.Json.Nodes;
using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary>What <c>run.json</c> holds: who ran what, on which inputs, where, when, and how it ended.</summary>
internal sealed record RunRecord
{
    /// <summary>Version of the program, as in 0.2.0.</summary>
    public required string Version { get; init; }

    /// <summary>The words of the command line, without <c>--run</c>.</summary>
    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>Where it was started: relative names of inputs count from here.</summary>
    public required string Directory { get; init; }

    /// <summary>The configuration, as <c>--print-config</c> shows it.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>Seed; null where the command takes none.</summary>
    public long? Seed { get; init; }

    /// <summary>Where the work ran.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Files named on the command line, with the hash of what they held when the run began.</summary>
    public IReadOnlyList<InputFile> Inputs { get; init; } = [];

    /// <summary>The runtime, the system and the number of processors.</summary>
    public required RunMachine Machine { get; init; }

    /// <summary>The state that the last process left.</summary>
    public required string State { get; init; }

    /// <summary>The exit code; null while it runs.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When the first process began, in UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>When the last process ended, in UTC.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>Seconds of all processes together.</summary>
    public double Seconds { get; init; }

    /// <summary>How many processes worked on it.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The last process.</summary>
    public int Process { get; init; }
}
