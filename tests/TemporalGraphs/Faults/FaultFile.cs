using Quiver.TemporalGraphs.Events;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Faults;

/// <summary>Files that earlier versions read wrongly.</summary>
internal static class FaultFile
{
    public static string Path(string name) => System.IO.Path.Combine(SharedData.Repository, "tests", "data", "faults", "temporal", name);

    public static EventReadResult Read(string name, EventReadOptions? options = null) => EventReader.Read(Path(name), options);

    /// <summary>Reads a text as a file of a name.</summary>
    public static EventReadResult Text(string text, EventReadOptions? options = null, string name = "events.csv") => Bytes(System.Text.Encoding.UTF8.GetBytes(text), options, name);

    /// <summary>Reads bytes as a file of a name.</summary>
    public static EventReadResult Bytes(byte[] bytes, EventReadOptions? options = null, string name = "events.csv")
    {
        using var folder = new TemporaryFolder();
        var path = System.IO.Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return EventReader.Read(path, options);
    }

    /// <summary>Rows as "source destination time", with the file's own ids.</summary>
    public static string Rows(EventReadResult read, int count = 2)
    {
        var e = read.Events;
        return string.Join("; ", Enumerable.Range(0, Math.Min(count, e.Count)).Select(i => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{read.NameOf(e.Sources[i])} {read.NameOf(e.Destinations[i])} {e.Times[i]:R}")));
    }
}
