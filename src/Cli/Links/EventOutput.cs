using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.Cli.Links;

/// <summary>The file to which events are written.</summary>
internal static class EventOutput
{
    private static readonly string[] Others = [".parquet", ".zip", ".bz2", ".xz", ".zst", ".json", ".xlsx"];

    /// <summary>Refuses a name that promises another format than those that are written.</summary>
    /// <exception cref="InputException">It does.</exception>
    public static string Checked(string path) =>
        Array.Find(Others, e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)) is { } ending
            ? throw new InputException($"{path}: {ending} is not written; use .csv, .csv.gz or {EventArchive.Extension}.")
            : path;

    /// <summary>Whether a name asks for an event file of Quiver.</summary>
    public static bool IsArchive(string path) => path.EndsWith(EventArchive.Extension, StringComparison.OrdinalIgnoreCase);
}
