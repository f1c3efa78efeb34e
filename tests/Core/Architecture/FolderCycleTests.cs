namespace Quiver.Core.Tests.Architecture;

public sealed class FolderCycleTests
{
    // Arrows that still point up. Each must go, and then its line here too.
    private static readonly (string Project, string From, string To)[] Known =
    [
        ("GFlowNet", "Environments", "Kernels"),
        ("GFlowNet", "Environments", "Sampling"),
        ("GFlowNet", "Kernels", "Training"),
        ("GFlowNet", "Sampling", "Evaluation"),
        ("GFlowNet", "Sampling", "Kernels"),
        ("GFlowNet", "Sampling", "Objectives"),
    ];

    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_HaveNoCycle(string project)
    {
        var files = SourceTree.Arrows(project);
        var known = Known.Where(k => k.Project == project).Select(k => (k.From, k.To)).ToArray();
        Assert.All(known, k => Assert.True(files.ContainsKey(k), $"{k.From} -> {k.To} is mended: take it off the list of known arrows."));
        var cycles = SourceTree.OnCycles([.. files.Keys.Except(known)]);
        Assert.True(cycles.Length == 0, string.Join('\n', cycles.Select(a => $"{a.From} -> {a.To} closes a cycle ({files[a]})")));
        Assert.All(known, k => Assert.True(SourceTree.OnCycles([.. files.Keys.Except(known), k]).Length > 0, $"{k.From} -> {k.To} closes no cycle: take it off the list."));
    }

    [Fact]
    public void OnCycles_FindsTheArrowsOfEveryCycle()
    {
        (string, string)[] arrows = [("A", "B"), ("B", "C"), ("C", "B"), ("C", "D"), ("D", "E")];
        Assert.Equal([("B", "C"), ("C", "B")], SourceTree.OnCycles(arrows));
        Assert.Empty(SourceTree.OnCycles([("A", "B"), ("B", "C"), ("A", "C")]));
    }
}
