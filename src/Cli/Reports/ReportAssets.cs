using System.Security.Cryptography;
using System.Text;

namespace Quiver.Cli.Reports;

/// <summary>What stands in every report: its style and script, and uPlot with its licence. All of it comes from this program.</summary>
internal static class ReportAssets
{
    /// <summary>The style sheets.</summary>
    public static string Style { get; } = "\n" + Read("uplot.css") + "\n" + Read("report.css");

    /// <summary>The scripts.</summary>
    public static string Script { get; } =
        "\n/*\nuPlot 1.6.32. " + Read("uplot.LICENSE").Trim() + "\n*/\n" + Read("uplot.js") + Read("report.js");

    /// <summary>
    /// What the page may do: run this script, apply this style, show pictures that lie in it. Whatever a file smuggled in, a browser
    /// would not run it.
    /// </summary>
    /// <param name="live">Whether the page may ask the server it came from.</param>
    public static string Policy(bool live) =>
        $"default-src 'none'; img-src data:; style-src {Hash(Style)}; script-src {Hash(Script)}; base-uri 'none'; form-action 'none'"
        + (live ? "; connect-src 'self'" : string.Empty);

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Read(string name)
    {
        using var stream = typeof(ReportAssets).Assembly.GetManifestResourceStream("report/" + name)
            ?? throw new InvalidOperationException($"the resource {name} is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
