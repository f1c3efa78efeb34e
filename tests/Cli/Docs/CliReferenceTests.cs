using Quiver.Tests;

namespace Quiver.Cli.Tests.Docs;

/// <summary>The reference in <c>docs/cli.md</c> is that of the commands as they are.</summary>
public sealed class CliReferenceTests
{
    [Fact]
    public void ReferencePage_IsThatOfTheCommands()
    {
        var path = Path.Combine(SharedData.Repository, "docs", "cli.md");
        var text = CliReference.Write();
        if (Environment.GetEnvironmentVariable("QUIVER_WRITE_REFERENCE") is "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(text, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
