using System.Globalization;
using System.Text.RegularExpressions;

namespace Quiver.Cli.Common;

/// <summary>The files of a folder that holds one molecule at many geometries.</summary>
internal static partial class GeometryFiles
{
    /// <summary>The files in the order of the numbers in their names, 2 before 10 and 1.05 before 1.5.</summary>
    /// <param name="folder">A folder that is there; files that begin with a dot or are notes (.md) are left out.</param>
    public static string[] In(string folder) =>
    [
        .. Directory.GetFiles(folder)
            .Where(static f => Path.GetFileName(f)[0] != '.' && !f.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
            .OrderBy(static f => Numbers(Path.GetFileName(f)), StringComparer.Ordinal)
            .ThenBy(static f => f, StringComparer.Ordinal),
    ];

    private static string Numbers(string name) => string.Join(' ', Number().Matches(name).Select(static m => Padded(m.Value)));

    private static string Padded(string number) =>
        double.Parse(number, CultureInfo.InvariantCulture).ToString("000000000000.000000000", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d+(\.\d+)?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
