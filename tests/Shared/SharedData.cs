namespace Quiver.Tests;

/// <summary>Finds the repository and the reference data beside it.</summary>
internal static class SharedData
{
    /// <summary>The repository's root folder.</summary>
    public static string Repository { get; } = FindUp(AppContext.BaseDirectory, "Toolkit.sln");

    /// <summary>A file of the project's own data folder.</summary>
    public static string Molecule(string name) => Path.Combine(Repository, "data", "molecules", name);

    /// <summary>A file or folder of the reference data; the test is skipped where that is not present.</summary>
    public static string Require(params string[] parts)
    {
        var path = Path.Combine([Repository, "..", "shared", "data", .. parts]);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"reference data not present: {string.Join('/', parts)}");
        return path;
    }

    private static string FindUp(string folder, string file)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (File.Exists(Path.Combine(current.FullName, file)))
            {
                return current.FullName;
            }
        }

        throw new InvalidOperationException($"{file} not found above {folder}");
    }
}
