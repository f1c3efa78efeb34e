
namespace Quiver.Cli.Common;

/// <summary>Writes results in their envelope: to a file in one step, or to standard output for <c>-</c>.</summary>
internal static class JsonOutput
{
    /// <summary>True when standard output carries the JSON, so tables must go to standard error.</summary>
    public static bool TakesStandardOutput(string? target) => string.Equals(target, "-", StringComparison.Ordinal);

    /// <summary>Writes nothing without a target.</summary>
    /// <param name="target">A file, <c>-</c>, or null.</param>
    /// <param name="results">An object whose properties become the members of <c>"results"</c>; its tables are arrays.</param>
    public static void Write(string? target, object results)
    {
        if (target is null)
        {
            return;
        }

        var envelope = RunEnvelope.Around(results);
        if (TakesStandardOutput(target))
        {
            Console.Out.Write(envelope.ToJson());
            RunFolder.Current?.Keep(envelope);
        }
        else
        {
            envelope.Write(target);
        }
    }
}
