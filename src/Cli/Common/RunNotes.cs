using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary>
/// What this run assumed or left out. Each sentence goes to standard error as a line <c>note: …</c> the moment it is known,
/// and all of them into <c>"notes"</c> of the JSON.
/// </summary>
internal static class RunNotes
{
    private static Notes collected = new();
    private static readonly Lock Gate = new();

    /// <summary>All notes of this run so far.</summary>
    public static IReadOnlyList<string> All
    {
        get
        {
            lock (Gate)
            {
                return [.. collected.Sentences];
            }
        }
    }

    /// <summary>Forgets them, for the next run.</summary>
    public static void Clear()
    {
        lock (Gate)
        {
            collected = new Notes();
        }
    }

    public static void Add(string sentence)
    {
        sentence = FlagNames.In(sentence);
        if (RunFolder.Current is { } run && sentence.Contains(Path.Combine(run.Folder, RunFiles.Checkpoints), StringComparison.Ordinal))
        {
            // How a run came to its end is no part of its result, which is that of a run that nobody disturbed.
            Console.Error.WriteLine("note: " + sentence);
            return;
        }

        lock (Gate)
        {
            var before = collected.Sentences.Count;
            collected.Add(sentence);
            if (collected.Sentences.Count > before)
            {
                Console.Error.WriteLine("note: " + sentence);
            }
        }
    }

    public static void AddRange(IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            Add(sentence);
        }
    }
}
