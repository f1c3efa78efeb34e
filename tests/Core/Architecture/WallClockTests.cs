namespace Quiver.Core.Tests.Architecture;

/// <summary>A wall clock that jumps must move no budget: times are measured by Stopwatch, and the date is only written down.</summary>
public sealed class WallClockTests
{
    // Files that ask for the date, and what for: when a run began and ended, and how old a leftover file is.
    private static readonly string[] Known = ["Cli/Common/RunFolder.cs", "Core/Runs/AtomicFile.cs"];

    [Fact]
    public void Date_IsAskedForOnlyToBeWrittenDown()
    {
        string[] asking = ["DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "DateTime.Today", "TickCount"];
        var found = SourceTree.Projects.Append("Lite").Distinct()
            .SelectMany(p => Directory.GetFiles(Path.Combine(SourceTree.Folder, p), "*.cs", SearchOption.AllDirectories))
            .Select(f => (Name: Path.GetRelativePath(SourceTree.Folder, f).Replace('\\', '/'), Text: File.ReadAllText(f)))
            .Where(f => !f.Name.Contains("/obj/", StringComparison.Ordinal) && asking.Any(a => f.Text.Contains(a, StringComparison.Ordinal)))
            .Select(static f => f.Name)
            .Order(StringComparer.Ordinal);
        Assert.Equal(Known, found);
    }
}
