using System.Globalization;
using Quiver.Circuits.Formats;
using Quiver.Core.Runs;

namespace Quiver.Cli.Reports;

/// <summary>The circuits and pictures that lie in a folder of results.</summary>
internal static class ReportPictures
{
    private const int MostOfAFolder = 3;
    private const int MostSteps = 400;
    private const long MostBytes = 1 << 20;

    // What the report draws itself, from the figures.
    private static readonly string[] DrawnAnew = ["best", "cost", "front"];
    private static readonly string[] CircuitFolders = [".", "ensemble", "measurement"];

    /// <summary>Finds them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="curves">Whether training curves are drawn from metrics: pictures of the same curves are left out.</param>
    /// <param name="notes">Takes in what could not be drawn.</param>
    public static IReadOnlyList<ReportPicture> Of(string folder, bool curves, Notes notes) =>
        [.. Circuits(folder, notes), .. Files(folder, curves, notes)];

    private static IEnumerable<ReportPicture> Circuits(string folder, Notes notes)
    {
        foreach (var place in CircuitFolders)
        {
            var at = Path.Combine(folder, place);
            var files = Directory.Exists(at) ? Directory.EnumerateFiles(at, "*.qasm").Order(StringComparer.Ordinal).ToArray() : [];
            foreach (var file in files.Take(MostOfAFolder))
            {
                if (Drawing(file, notes) is { } svg)
                {
                    yield return new ReportPicture(Path.GetRelativePath(folder, file), svg, null);
                }
            }

            if (files.Length > MostOfAFolder)
            {
                notes.Add($"{Path.GetFileName(Path.GetFullPath(at))} holds {files.Length} circuits; the first {MostOfAFolder} are drawn.");
            }
        }
    }

    private static string? Drawing(string file, Notes notes)
    {
        try
        {
            var program = QasmReader.ReadProgramFile(file);
            if (program.Steps.Length <= MostSteps)
            {
                return CircuitSvg.Draw(program);
            }

            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileName(file)} has {program.Steps.Length:N0} steps and is not drawn; 'quiver circuits draw' does."));
        }
        catch (InputException e)
        {
            notes.Add($"not drawn: {e.Message}");
        }

        return null;
    }

    private static IEnumerable<ReportPicture> Files(string folder, bool curves, Notes notes)
    {
        var places = new[] { folder, Path.Combine(folder, "plots") }.Where(Directory.Exists);
        var files = places.SelectMany(static p => Directory.EnumerateFiles(p, "*.svg")).Order(StringComparer.Ordinal);
        foreach (var file in files.Where(static f => !DrawnAnew.Contains(Path.GetFileNameWithoutExtension(f), StringComparer.Ordinal)))
        {
            if (new FileInfo(file).Length > MostBytes)
            {
                notes.Add($"{Path.GetFileName(file)} is larger than 1 MB and is not shown.");
                continue;
            }

            var bytes = File.ReadAllBytes(file);
            if (curves && Path.GetFileName(file).StartsWith("training-", StringComparison.Ordinal)
                && bytes.AsSpan().IndexOf("<image"u8) < 0)
            {
                continue;
            }

            yield return new ReportPicture(
                Path.GetRelativePath(folder, file), null, "data:image/svg+xml;base64," + Convert.ToBase64String(bytes));
        }
    }
}
