using System.Text;
using System.Text.RegularExpressions;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Docs;

/// <summary>A page of the documentation: its fenced blocks, its inline code, its links and the anchors of its headings.</summary>
internal sealed partial class MarkdownFile
{
    private readonly string[] lines;

    private MarkdownFile(string path)
    {
        Path = path;
        lines = File.ReadAllLines(path);
    }

    /// <summary>The whole path.</summary>
    public string Path { get; }

    /// <summary>The path from the repository's root, as people name it.</summary>
    public string Name => System.IO.Path.GetRelativePath(SharedData.Repository, Path).Replace('\\', '/');

    /// <summary>Every page of the repository that a reader finds.</summary>
    public static IReadOnlyList<MarkdownFile> All { get; } =
    [
        .. new[] { "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md" }.Select(static n => System.IO.Path.Combine(SharedData.Repository, n))
            .Concat(new[] { "docs", "data", "tests/Fuzz", "src" }.Select(static n => System.IO.Path.Combine(SharedData.Repository, n))
                .SelectMany(static f => Directory.EnumerateFiles(f, "*.md", SearchOption.AllDirectories)))
            .Where(static f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(static f => new MarkdownFile(f)),
    ];

    /// <summary>The fenced blocks with their language and the number of their first line.</summary>
    public IEnumerable<(string Language, int Line, string[] Lines)> Blocks()
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.FindIndex(lines, i + 1, static l => l.StartsWith("```", StringComparison.Ordinal));
            Assert.True(end > i, $"{Name}:{i + 1}: a block has no end");
            yield return (lines[i][3..].Trim(), i + 2, lines[(i + 1)..end]);
            i = end;
        }
    }

    /// <summary>The lines outside of blocks.</summary>
    public IEnumerable<(int Line, string Text)> Prose()
    {
        var inside = false;
        foreach (var (i, line) in lines.Index())
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside;
            }
            else if (!inside)
            {
                yield return (i + 1, line);
            }
        }
    }

    /// <summary>Code inside a sentence; a bar that a table's cell had to escape is a bar.</summary>
    public IEnumerable<(int Line, string Code)> Code() =>
        Prose().SelectMany(static p => InlineCode().Matches(p.Text).Select(m => (p.Line, m.Groups["code"].Value.Replace("\\|", "|", StringComparison.Ordinal))));

    /// <summary>Where links lead to.</summary>
    public IEnumerable<(int Line, string Target)> Links() =>
        Prose().SelectMany(static p => Link().Matches(InlineCode().Replace(p.Text, "code")).Select(m => (p.Line, m.Groups["target"].Value)));

    /// <summary>The anchors of the headings, as GitHub makes them.</summary>
    public IReadOnlySet<string> Anchors()
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, text) in Prose().Where(static p => Heading().IsMatch(p.Text)))
        {
            var slug = Slug(Heading().Replace(text, string.Empty).Trim());
            for (var n = 1; !anchors.Add(n == 1 ? slug : $"{slug}-{n - 1}"); n++)
            {
            }
        }

        return anchors;
    }

    private static string Slug(string heading)
    {
        var slug = new StringBuilder();
        foreach (var c in Link().Replace(heading, "${text}").ToLowerInvariant())
        {
            slug.Append(c is ' ' ? "-" : char.IsLetterOrDigit(c) || c is '-' or '_' ? c.ToString() : string.Empty);
        }

        return slug.ToString();
    }

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} ", RegexOptions.None, 1000)]
    private static partial Regex Heading();
}
