namespace Quiver.Cli.Tests.Docs;

/// <summary>Every relative link of every page leads to a file that exists, and every anchor to a heading.</summary>
public sealed class DocumentLinkTests
{
    [Fact]
    public void RelativeLinks_LeadSomewhere()
    {
        var pages = MarkdownFile.All.ToDictionary(static p => p.Path, StringComparer.Ordinal);
        var (faults, count) = (new List<string>(), 0);
        foreach (var page in pages.Values)
        {
            foreach (var (line, target) in page.Links().Where(static l => !l.Target.Contains("://", StringComparison.Ordinal)))
            {
                count++;
                var parts = target.Split('#', 2);
                var path = parts[0].Length == 0 ? page.Path : Path.GetFullPath(parts[0], Path.GetDirectoryName(page.Path)!);
                if (!File.Exists(path) && !Directory.Exists(path))
                {
                    faults.Add($"{page.Name}:{line}: there is no {target}");
                }
                else if (parts.Length > 1 && !(pages.TryGetValue(path, out var other) && other.Anchors().Contains(parts[1])))
                {
                    faults.Add($"{page.Name}:{line}: {parts[0]} has no heading #{parts[1]}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(count > 60, $"only {count} links were found");
    }
}
