namespace Quiver.Cli.Reports;

/// <summary>A picture of a report.</summary>
/// <param name="Name">The file it was made of.</param>
/// <param name="Svg">A drawing of our own, set into the page; null for a file's.</param>
/// <param name="Source">A file's picture as a <c>data:</c> address, in which no script runs.</param>
internal sealed record ReportPicture(string Name, string? Svg, string? Source);
