using System.Text.RegularExpressions;
using Quiver.Tests;

namespace Quiver.Core.Tests.Architecture;

/// <summary>Projects, folders and the arrows between folders, as the sources have them.</summary>
internal static partial class SourceTree
{
    public static string Folder { get; } = Path.Combine(SharedData.Repository, "src");

    public static string[] Projects { get; } =
        [.. Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)!).Where(p => File.Exists(Path.Combine(Folder, p, p + ".csproj"))).Order(StringComparer.Ordinal)];

    /// <summary>Which folder of a project names another one's namespace, and one file that does.</summary>
    public static Dictionary<(string From, string To), string> Arrows(string project)
    {
        var root = Path.Combine(Folder, project);
        var arrows = new Dictionary<(string, string), string>();
        var folders = Directory.GetDirectories(root).Select(d => Path.GetFileName(d)!).Where(f => f is not "bin" and not "obj").ToHashSet(StringComparer.Ordinal);
        var types = folders.SelectMany(f => Files(root, f).Select(t => (f, Path.GetFileNameWithoutExtension(t)))).ToHashSet();
        foreach (var folder in folders)
        {
            foreach (var file in Files(root, folder))
            {
                foreach (Match match in Mention().Matches(File.ReadAllText(file)))
                {
                    // A using or a full name; or, within the project, a name from a folder and a type that stands there.
                    var target = match.Groups["folder"].Value;
                    var meant = match.Groups["project"].Success ? match.Groups["project"].Value == project : types.Contains((target, match.Groups["type"].Value));
                    if (meant && target != folder && folders.Contains(target))
                    {
                        arrows.TryAdd((folder, target), Path.GetRelativePath(Folder, file));
                    }
                }
            }
        }

        return arrows;
    }

    /// <summary>Folders that lie on a cycle, each with the arrows that keep it there; empty for a tidy project.</summary>
    public static (string From, string To)[] OnCycles(IReadOnlyCollection<(string From, string To)> arrows) =>
        [.. arrows.Where(a => Reaches(arrows, a.To, a.From)).Order()];

    private static bool Reaches(IReadOnlyCollection<(string From, string To)> arrows, string from, string to)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal) { from }, new Stack<string>([from]));
        while (open.TryPop(out var at))
        {
            foreach (var next in arrows.Where(a => a.From == at && seen.Add(a.To)))
            {
                open.Push(next.To);
            }
        }

        return seen.Contains(to);
    }

    public static string[] Files(string root, string folder) => Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"(?<!namespace )\bQuiver\.(?<project>\w+)\.(?<folder>\w+)|(?<![\w.])(?<folder>[A-Z]\w+)\.(?<type>[A-Z]\w+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Mention();
}
