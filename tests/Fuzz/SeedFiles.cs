using System.Text;

namespace Quiver.Fuzz;

/// <summary>Finds the small inputs of the repository, of its faults and of the reference data beside it.</summary>
internal sealed class SeedFiles
{
    private const int LargestSeed = 24_000;
    private readonly List<string> files = [];

    public SeedFiles()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Toolkit.sln")))
        {
            root = root.Parent;
        }

        if (root is null)
        {
            return;
        }

        foreach (var folder in new[] { "data", "tests/data", "../shared/faults", "../shared/data" })
        {
            var path = Path.Combine(root.FullName, folder);
            if (Directory.Exists(path))
            {
                files.AddRange(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length is > 0 and < LargestSeed));
            }
        }

        files.Sort(StringComparer.Ordinal);
    }

    public byte[][] Of(params string[] patterns) => Gather(f => patterns.Any(p => Matches(p, f)), [.. patterns.Where(p => !p.StartsWith('*'))]);

    public byte[][] Of(string pattern, string[] folders, string[]? own = null) =>
        Gather(f => Matches(pattern, f) && folders.Any(d => f.Contains("/" + d, StringComparison.Ordinal)), own ?? []);

    public byte[][] Text(string folder, string[] own) => Gather(f => Matches("*.txt", f) && f.Contains("/" + folder, StringComparison.Ordinal), own);

    public byte[][] Named(string start, string part, string[] own) =>
        Gather(f => Path.GetFileName(f) is var name && (name.StartsWith(start, StringComparison.Ordinal) || name.Contains(part, StringComparison.Ordinal)), own);

    private byte[][] Gather(Func<string, bool> wanted, string[] own)
    {
        byte[][] seeds = [.. own.Select(Encoding.UTF8.GetBytes), .. files.Where(wanted).Select(File.ReadAllBytes)];
        return seeds.Length > 0 ? seeds : [[]];
    }

    private static bool Matches(string pattern, string file) =>
        pattern.StartsWith('*') && file.EndsWith(pattern[1..], StringComparison.Ordinal);
}
