using System.Text.RegularExpressions;
using Quiver.Cli.Common;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Common;

public sealed partial class FlagNamesTests
{
    private static readonly string[] Libraries = ["Core", "Hamiltonians", "LearnedGrouping", "GFlowNet", "Circuits", "TemporalGraphs"];

    [Theory]
    [InlineData("a.txt: option Key 3: leave option Key out.", "a.txt: --key 3: leave --key out.")]
    [InlineData("option Electrons = 5 and option Spin = 1 contradict each other.", "--electrons = 5 and --ms2 = 1 contradict each other.")]
    [InlineData("option SeparateIds = false takes them for one set.", "--ids shared takes them for one set.")]
    [InlineData("The option Unheard stays, and options Key too.", "The option Unheard stays, and options Key too.")]
    public void In_ASentenceOfTheLibrary_NamesFlags(string sentence, string shown) => Assert.Equal(shown, FlagNames.In(sentence));

    [Fact]
    public void EveryOptionThatAMessageNames_HasAFlag()
    {
        var named = Sources().SelectMany(s => Named().Matches(s.Text).Select(m => m.Groups["name"].Value)).ToHashSet(StringComparer.Ordinal);
        Assert.True(named.Count > 10, "no message was found");
        Assert.Empty(named.Except(FlagNames.Known, StringComparer.Ordinal));
    }

    [Fact]
    public void MessagesOfReaders_NameNoFlag() =>
        Assert.Empty(Sources()
            .Where(s => !s.Path.Contains("GFlowNet", StringComparison.Ordinal) && !s.Path.EndsWith("GitHistory.cs", StringComparison.Ordinal))
            .SelectMany(s => s.Text.Split('\n').Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal) && Flag().IsMatch(l)).Select(l => $"{s.Path}: {l.Trim()}")));

    private static IEnumerable<(string Path, string Text)> Sources() =>
        from project in Libraries
        from path in Directory.EnumerateFiles(Path.Combine(SharedData.Repository, "src", project), "*.cs", SearchOption.AllDirectories)
        where !path.Contains(Path.DirectorySeparatorChar + "obj" + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        select (path, File.ReadAllText(path));

    // Inside a string: a quote stands before it on the line.
    [GeneratedRegex("""(?<=^[^\n]*"[^\n]*)\boption (?<name>[A-Z][A-Za-z]*( = false)?)""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Named();

    [GeneratedRegex("""
        "[^"]*--[a-z]
        """, RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Flag();
}
