namespace Quiver.Cli.Sweeps;

/// <summary>One unit in the summary.</summary>
/// <param name="Unit">Its number.</param>
/// <param name="State">finished, failed, timed out, lost or waiting.</param>
/// <param name="Choices">What distinguishes it.</param>
/// <param name="Figures">The numbers of its result.</param>
internal sealed record SweepRow(
    int Unit, string State, IReadOnlyDictionary<string, string> Choices, IReadOnlyDictionary<string, double> Figures);
