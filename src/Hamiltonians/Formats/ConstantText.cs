using System.Numerics;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Lines that give the identity's coefficient in words: <c>constant -1.5</c>, <c>() -1.5</c>.</summary>
internal static class ConstantText
{
    private static readonly char[] Separators = [' ', '\t', ',', ';', ':', '='];
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "constant", "const", "identity", "id", "()",
        "[]", "{}", "\"\"", "''" };

    /// <summary>Whether a text stands for the identity.</summary>
    public static bool IsWord(string text) => Words.Contains(text);

    /// <summary>Reads a line that holds one such word and one number, in either order.</summary>
    public static bool TryParse(string line, out Complex value)
    {
        value = default;
        var parts = line.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2
            && ((Words.Contains(parts[0]) && NumberText.TryParse(parts[1], out value))
                || (Words.Contains(parts[1]) && NumberText.TryParse(parts[0], out value)));
    }
}
