namespace Quiver.Cli.Runs;

/// <summary>One line of <c>quiver runs list</c>.</summary>
/// <param name="Run">The folder, as seen from the one that was asked for.</param>
/// <param name="State">running, finished, interrupted, failed, killed, or damaged where its record cannot be read.</param>
/// <param name="Command">The command's words.</param>
/// <param name="Seed">Its seed, if it has one.</param>
/// <param name="Started">When its first process began, in UTC.</param>
/// <param name="Seconds">Seconds of all its processes.</param>
/// <param name="Attempts">How many there were.</param>
internal sealed record ListedRun(string Run, string State, string Command, long? Seed, DateTime Started, double Seconds, int Attempts);
