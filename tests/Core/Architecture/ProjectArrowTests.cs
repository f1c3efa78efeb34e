using System.Xml.Linq;
using Quiver.Tests;

namespace Quiver.Core.Tests.Architecture;

public sealed class ProjectArrowTests
{
    // Core lies below all of them.
    private static readonly Dictionary<string, string[]> Drawn = new(StringComparer.Ordinal)
    {
        ["Core"] = [],
        ["GFlowNet"] = [],
        ["Hamiltonians"] = [],
        ["LearnedGrouping"] = ["Hamiltonians", "GFlowNet"],
        ["Circuits"] = ["Hamiltonians", "GFlowNet"],
        ["TemporalGraphs"] = ["GFlowNet"],
        ["Cli"] = ["Circuits", "LearnedGrouping", "TemporalGraphs"],
        ["Lite"] = ["Circuits", "LearnedGrouping", "TemporalGraphs"],
    };

    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_ReferencesOnlyWhatIsDrawn(string project)
    {
        Assert.True(Drawn.ContainsKey(project), $"Draw the arrows of {project} here and in the page on the architecture.");
        var file = XDocument.Load(Path.Combine(SourceTree.Folder, project, project + ".csproj"));
        var references = file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
        Assert.Empty(references.Except([.. Drawn[project], .. project == "Core" ? [] : new[] { "Core" }], StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Core")]
    [InlineData("Hamiltonians")]
    public void Project_RestoresNoTorch(string project)
    {
        var locked = File.ReadAllText(Path.Combine(SourceTree.Folder, project, "packages.lock.json"));
        Assert.DoesNotContain("torch", locked, StringComparison.OrdinalIgnoreCase);
    }
}
