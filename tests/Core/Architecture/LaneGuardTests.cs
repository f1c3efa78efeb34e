using System.Text.RegularExpressions;

namespace Quiver.Core.Tests.Architecture;

public sealed partial class LaneGuardTests
{
    // The runtime carries 512-bit vectors out number by number where the machine has none: only the lane types, which are
    // chosen by what it has, name them.
    [Fact]
    public void WideVectors_StandBehindTheLaneTypesOnly()
    {
        var lanes = Path.Combine(SourceTree.Folder, "Core", "Vectors");
        var sources = SourceTree.Projects.SelectMany(p => SourceTree.Files(SourceTree.Folder, p)).ToArray();
        Assert.Empty(sources.Where(f => Path.GetDirectoryName(f) != lanes && Wide().IsMatch(File.ReadAllText(f))));
        Assert.Contains(sources, f => Path.GetDirectoryName(f) == lanes && Wide().IsMatch(File.ReadAllText(f)));
    }

    [GeneratedRegex(@"\b(Vector512|Avx512\w*|Avx10\w*)\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Wide();
}
