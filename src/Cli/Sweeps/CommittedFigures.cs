namespace Quiver.Cli.Sweeps;

/// <summary>Figures of a line as they are committed.</summary>
/// <param name="Spread">By which share of itself a figure may differ: what seeds or processors make of it.</param>
/// <param name="Figures">The figures by their path in the result.</param>
internal sealed record CommittedFigures(double Spread, IReadOnlyDictionary<string, double> Figures);
