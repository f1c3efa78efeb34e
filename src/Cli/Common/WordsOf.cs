namespace Quiver.Cli.Common;

/// <summary>Command lines as lists of words.</summary>
internal static class WordsOf
{
    /// <summary>The words without an option that takes one value, written <c>--option value</c> or <c>--option=value</c>.</summary>
    public static IEnumerable<string> Without(IReadOnlyList<string> words, string option)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (string.Equals(words[i], option, StringComparison.Ordinal))
            {
                i++;
            }
            else if (!words[i].StartsWith(option + "=", StringComparison.Ordinal))
            {
                yield return words[i];
            }
        }
    }

    /// <summary>The words as a shell would take them.</summary>
    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(static c => char.IsLetterOrDigit(c) || "-_./:=,+@%".Contains(c, StringComparison.Ordinal))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
