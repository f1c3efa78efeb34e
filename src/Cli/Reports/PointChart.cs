namespace Quiver.Cli.Reports;

/// <summary>Named points in a plane and the front of those that nothing beats.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="XLabel">The axis to the right.</param>
/// <param name="YLabel">The axis upwards.</param>
/// <param name="Logarithmic">Whether the axis upwards shows orders of magnitude.</param>
/// <param name="Points">The points.</param>
/// <param name="Front">The corners of the front, from left to right; none where there is no front.</param>
internal sealed record PointChart(
    string Title, string XLabel, string YLabel, bool Logarithmic,
    IReadOnlyList<(string Name, double X, double Y)> Points, IReadOnlyList<(double X, double Y)> Front);
