using System.Text.RegularExpressions;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>The namelist at the head of an FCIDUMP file as one line of text, without remarks (from ! to the end of a line).</summary>
internal static partial class FcidumpHeader
{
    private const int MaxLength = 1 << 16;

    /// <summary>Reads up to the end of the namelist.</summary>
    /// <param name="lines">A file at its first line.</param>
    /// <returns>The text from &amp;FCI to the end, which is left out.</returns>
    /// <exception cref="InputException">The namelist does not begin or end, or gives a name twice: Fortran would take the last
    /// value, other programs the first.</exception>
    public static string Read(TextLines lines)
    {
        var text = string.Empty;
        var opened = false;
        while (true)
        {
            var next = lines.Read() ?? throw lines.Error("the FCIDUMP header has no end (&END or /).");
            opened |= FcidumpReader.Recognises(next);
            if (!opened)
            {
                if (next.TrimStart() is { Length: > 0 } start && start[0] is not ('!' or '#'))
                {
                    throw lines.Error("an FCIDUMP file starts with &FCI.");
                }

                continue;
            }

            if (text.Length + next.Length > MaxLength)
            {
                throw lines.Error("the FCIDUMP header has no end (&END or /).");
            }

            var said = RemarkPattern().Replace(next, "$1");
            var end = EndPattern().Match(said);
            text += " " + (end.Success ? said[..end.Index] : said);
            if (end.Success)
            {
                RequireOnce(text, lines);
                return text;
            }
        }
    }

    private static void RequireOnce(string header, TextLines lines)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in NamePattern().Matches(header))
        {
            var name = match.Groups["name"];
            if (name.Success && !names.Add(string.Concat(name.Value.Where(static c => !char.IsWhiteSpace(c)))))
            {
                throw lines.Error($"the header gives {name.Value.ToUpperInvariant()} twice.");
            }
        }
    }

    [GeneratedRegex(@"/|[&$]END", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex EndPattern();

    /// <summary>A remark, and before it texts in quotes, which may hold a ! of their own.</summary>
    [GeneratedRegex(@"^((?:[^!'""]|'[^']*'|""[^""]*"")*)!.*$", RegexOptions.CultureInvariant)]
    private static partial Regex RemarkPattern();

    /// <summary>A name before a =, with its subscript; texts in quotes are passed over.</summary>
    [GeneratedRegex(@"'[^']*'|""[^""]*""|(?:^\s*[&$]FCI|(?<![A-Z0-9_%]))(?<name>[A-Z_][A-Z0-9_%]*(?:\s*\([\d\s,:]*\))?)\s*=",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NamePattern();
}
