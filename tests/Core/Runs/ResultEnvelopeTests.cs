using System.Text.Json;
using Quiver.Core.Runs;

namespace Quiver.Core.Tests.Runs;

public sealed class ResultEnvelopeTests
{
    [Fact]
    public void ToJson_OfAnyResult_HasEveryMemberInOrder()
    {
        var text = new ResultEnvelope("script", "run 1")
        {
            Seed = 7,
            Inputs = [new InputFile("a.csv", null)],
            Notes = ["Something was assumed."],
            Results = new { MeanError = double.PositiveInfinity, Rows = new[] { new { Name = "ä<b>" } } },
        }.ToJson();
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        Assert.Equal(["tool", "version", "command", "seed", "device", "inputs", "notes", "results"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Infinity", root.GetProperty("results").GetProperty("meanError").GetString());
        Assert.Equal("cpu", root.GetProperty("device").GetString());
        Assert.Contains("ä<b>", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.Equal(ResultEnvelope.LibraryVersion, root.GetProperty("version").GetString());
    }

    [Fact]
    public void Seed_WhereNothingIsRandom_IsNullAndNotLeftOut()
    {
        using var document = JsonDocument.Parse(new ResultEnvelope("t", "c").ToJson());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("seed").ValueKind);
        Assert.Equal(JsonValueKind.Array, document.RootElement.GetProperty("notes").ValueKind);
    }

    [Theory]
    [InlineData("""{"tool":"quiver","inputs":[],"results":{"a":1}}""", """{"a":1}""")]
    [InlineData("""{"tool":"quiver group","results":[1],"best":2}""", """{"tool":"quiver group","results":[1],"best":2}""")]
    [InlineData("[[0],[1]]", "[[0],[1]]")]
    [InlineData("3", "3")]
    public void ResultsOf_EnvelopesAndOlderFiles_FindsWhatTheyHold(string file, string held)
    {
        using var document = JsonDocument.Parse(file);
        Assert.Equal(held, ResultEnvelope.ResultsOf(document.RootElement).GetRawText());
    }

    [Fact]
    public void InputFile_HashesWhatTheFileHolds()
    {
        var path = Path.GetTempFileName();
        try
        {
            Assert.Null(InputFile.Of(path).Sha256);
            File.WriteAllText(path, "abc");

            // FIPS 180-2, appendix B.1.
            Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", InputFile.Of(path).Sha256);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void InputFile_OfSomethingThatIsNoFile_HasNoHash()
    {
        Assert.Null(InputFile.Of(Path.GetTempPath()).Sha256);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a device");
        Assert.Null(InputFile.Of("/dev/null").Sha256);
    }
}
