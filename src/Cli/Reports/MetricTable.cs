namespace Quiver.Cli.Reports;

/// <summary>What one metrics file holds: columns of values over steps.</summary>
/// <param name="Name">Whose they are: <c>metrics</c>, or <c>seed-3</c>.</param>
/// <param name="StepName">What is counted, as in <c>iteration</c>.</param>
/// <param name="Steps">The steps, in the order of the file.</param>
/// <param name="Columns">A value for every step, null where it was not measured or not finite.</param>
internal sealed record MetricTable(
    string Name, string StepName, IReadOnlyList<double> Steps, IReadOnlyList<(string Name, IReadOnlyList<double?> Values)> Columns);
