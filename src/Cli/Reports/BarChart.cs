namespace Quiver.Cli.Reports;

/// <summary>One number for each of a few names.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Bars">Names and numbers, none negative.</param>
internal sealed record BarChart(string Title, IReadOnlyList<(string Name, double Value)> Bars);
