namespace Quiver.Core.Runs;

/// <summary>
/// What was assumed, guessed or left out while an input was read or a problem was prepared: one plain sentence each, in the
/// order they came up, none twice.
/// </summary>
/// <remarks>A note is no error: the answer is right under the assumption that the note names.</remarks>
public sealed class Notes
{
    private readonly List<string> sentences = [];

    /// <summary>The notes so far.</summary>
    public IReadOnlyList<string> Sentences => sentences;

    /// <summary>Adds a sentence, unless it stands there already.</summary>
    /// <param name="sentence">One sentence, without the word "note" and without a line break.</param>
    public void Add(string sentence)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sentence);
        if (!sentences.Contains(sentence, StringComparer.Ordinal))
        {
            sentences.Add(sentence);
        }
    }

    /// <summary>Adds what another part of the work noted.</summary>
    /// <param name="others">Its notes.</param>
    public void AddRange(IEnumerable<string> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        foreach (var sentence in others)
        {
            Add(sentence);
        }
    }
}
