using System.CommandLine;
using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary>
/// What surrounds a command's results in JSON. The command line, its seed and its device are known before the command begins;
/// inputs are added as they are read.
/// </summary>
internal static class RunEnvelope
{
    private static readonly List<InputFile> Inputs = [];
    private static readonly Lock Gate = new();
    private static ResultEnvelope envelope = new("quiver", string.Empty);
    private static bool hashes;

    /// <summary>Takes in the command line; what an earlier run of this process left behind is forgotten.</summary>
    public static void Begin(ParseResult parsed, IEnumerable<string> arguments)
    {
        RunNotes.Clear();
        lock (Gate)
        {
            Inputs.Clear();
        }

        var options = parsed.CommandResult.Command.Options;
        var seed = options.OfType<Option<int>>().FirstOrDefault(o => o.Name is "--seed");
        var device = options.OfType<Option<string>>().FirstOrDefault(o => o.Name is "--device");
        var place = device is null ? null : parsed.GetValue(device);
        envelope = new ResultEnvelope("quiver", WordsOf.Line(arguments))
        {
            Seed = seed is null ? null : parsed.GetValue(seed),
            Device = place is null or "auto" ? "cpu" : place,
        };

        // Hashing reads every input once more: only where somebody will see it.
        hashes = RunFolder.Current is not null || options.Any(o => o.Name is "--json" or "--out" or "--save" && parsed.IsGiven(o));
    }

    /// <summary>Where <c>--device auto</c> ended up.</summary>
    public static void On(string device) => envelope = envelope with { Device = device };

    /// <summary>Takes in a file that was read; one that was read twice counts once.</summary>
    public static void Read(string path)
    {
        lock (Gate)
        {
            if (hashes && !Inputs.Exists(i => string.Equals(i.Path, path, StringComparison.Ordinal)))
            {
                Inputs.Add(InputFile.Of(path));
            }
        }
    }

    /// <summary>A result with all that is known by now.</summary>
    public static ResultEnvelope Around(object results)
    {
        lock (Gate)
        {
            return envelope with { Inputs = [.. Inputs], Notes = RunNotes.All, Results = results };
        }
    }
}
