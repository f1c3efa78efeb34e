using Quiver.Core.Runs;

namespace Quiver.Cli.Links;

/// <summary>The file to which events are written.</summary>
internal static class EventOutput
{
    private static readonly string[] Others = [".parquet", ".zip", ".bz2", ".xz", ".zst", ".json", ".xlsx"];

    /// <summary>Refuses a name that promises another format than the text that is written.</summary>
    /// <exception cref="InputException">It does.</exception>
    public static string Checked(string path) =>
        Array.Find(Others, e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)) is { } ending
            ? throw new InputException($"{path}: {ending} is not written; use .csv or .csv.gz.")
            : path;
}
