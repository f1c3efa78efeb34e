namespace Quiver.Cli.Tests.Common;

/// <summary>Where results go: refused before any work where they cannot go there, and the same bytes wherever they go.</summary>
public sealed class OutputTargetTests
{
    private static readonly string[] Cheap =
    [
        "info OPERATOR", "check-grouping OPERATOR GROUPING", "circuits run CIRCUIT", "links stats EVENTS", "links evaluate EVENTS --model gp",
        "links evaluate SNAPSHOTS --negatives NEGATIVES --model lr", "links convert EVENTS NEW.csv --interval 50", "group OPERATOR --method si,lf --state none",
    ];

    public static TheoryData<string> CheapLines => [.. Cheap];

    public static TheoryData<string> WithJson() => [.. CommandTree.Leaves().Where(l => l.Command.Options.Any(o => o.Name is "--json")).Select(l => l.Path)];

    [Theory]
    [MemberData(nameof(WithJson))]
    public void Json_WhereNoFileCanBe_IsRefusedBeforeTheWork(string path)
    {
        using var inputs = new SmallInputs();
        Directory.CreateDirectory(inputs.At("folder"));

        // The inputs are missing too: what is said is what was looked at first.
        var required = CommandTree.Leaves().Single(l => l.Path == path).Command;
        string[] words = [.. path.Split(' '), .. required.Arguments.SelectMany(a => Enumerable.Repeat("nothing", a.Arity.MinimumNumberOfValues)),
            .. required.Options.Where(o => o.Required).SelectMany(o => new[] { o.Name, "nothing" })];
        Assert.Contains("folder: this is a folder; name a file.", QuiverInProcess.Refused([.. words, "--json", inputs.At("folder")]), StringComparison.Ordinal);
        Assert.Contains("events.csv is a file, not a folder", QuiverInProcess.Refused([.. words, "--json", inputs.At("events.csv/result.json")]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("group OPERATOR --method si --out FILE")]
    [InlineData("links evaluate EVENTS --out FILE")]
    [InlineData("bench links EVENTS --models none --out FILE")]
    [InlineData("links train EVENTS --checkpoint FILE")]
    [InlineData("grid --out FILE")]
    [InlineData("bits --out FILE")]
    [InlineData("circuits design MOLECULE --out FILE")]
    [InlineData("measure OPERATOR --shots 10 --out FILE")]
    public void Folder_ThatIsAFile_IsRefusedBeforeTheWork(string line)
    {
        using var inputs = new SmallInputs();
        var file = inputs.At("empty.txt");
        Assert.Contains("empty.txt is a file, not a folder", QuiverInProcess.Refused(inputs.Words(line, file)), StringComparison.Ordinal);
        Assert.Contains("empty.txt is a file, not a folder", QuiverInProcess.Refused(inputs.Words(line, file + "/below/it")), StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(file).Length);
    }

    [Theory]
    [InlineData("group OPERATOR --method si --json FILE")]
    [InlineData("links train EVENTS --checkpoint FILE")]
    [InlineData("links convert EVENTS FILE")]
    [InlineData("grid --out FILE")]
    public void Folder_WhereNobodyMayWrite_IsRefusedBeforeTheWork(string line)
    {
        Assert.SkipUnless(Directory.Exists("/sys/kernel"), "there is no folder here that even the superuser cannot write to");
        using var inputs = new SmallInputs();
        Assert.Contains("nothing can be written to /sys/kernel", QuiverInProcess.Refused(inputs.Words(line, "/sys/kernel/made/result.csv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("convert OPERATOR - --to labels")]
    [InlineData("links convert EVENTS -")]
    [InlineData("links generate -")]
    [InlineData("links from-git . --out -")]
    [InlineData("hamiltonian generate hubbard - --size 2")]
    public void StandardOutput_WhereAFileIsWritten_IsRefusedByName(string line)
    {
        using var inputs = new SmallInputs();
        Assert.Contains("-: name a file, or /dev/stdout", QuiverInProcess.Refused(inputs.Words(line)), StringComparison.Ordinal);
        Assert.False(File.Exists("-"));
    }

    [Theory]
    [InlineData("links convert EVENTS FILE")]
    [InlineData("links generate FILE")]
    [InlineData("links from-git . --out FILE")]
    [InlineData("circuits convert CIRCUIT FILE")]
    [InlineData("circuits draw CIRCUIT --svg FILE")]
    [InlineData("train-grouping OPERATOR --save FILE")]
    [InlineData("group OPERATOR --method gflownet --save-policy FILE")]
    public void File_ThatIsAFolder_IsRefusedBeforeTheWork(string line)
    {
        using var inputs = new SmallInputs();
        Assert.Contains("this is a folder; name a file.", QuiverInProcess.Refused(inputs.Words(line, inputs.Path)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("links convert EVENTS FILE")]
    [InlineData("links generate FILE --events 10")]
    [InlineData("links from-git . --out FILE")]
    public void Events_UnderANameOfAnotherFormat_AreNotWritten(string line)
    {
        using var inputs = new SmallInputs();
        foreach (var name in new[] { "e.parquet", "e.csv.zip", "e.json", "E.XLSX" })
        {
            Assert.Contains("is not written; use .csv, .csv.gz or .qev", QuiverInProcess.Refused(inputs.Words(line, inputs.At(name))), StringComparison.Ordinal);
            Assert.False(File.Exists(inputs.At(name)));
        }
    }

    [Theory]
    [MemberData(nameof(CheapLines))]
    public void Json_OnStandardOutput_IsThatOfTheFileAndAlone(string line)
    {
        using var inputs = new SmallInputs();
        var (code, output, error) = QuiverInProcess.Run([.. inputs.Words(line), "--json", "-"]);
        Assert.True(code == 0, error);
        Assert.Equal((code, string.Empty), QuiverInProcess.Run([.. inputs.Words(line), "--json", inputs.At("r.json")]) is var filed ? (filed.Code, filed.Error[..0]) : default);
        var (a, b) = (ResultJson.Envelope(output), ResultJson.Envelope(File.ReadAllText(inputs.At("r.json"))));
        Assert.Equal(ResultJson.Steady(a), ResultJson.Steady(b));
        Assert.EndsWith("--json -", a.GetProperty("command").GetString(), StringComparison.Ordinal);

        // The table that standard output has without JSON goes to standard error with it; notes are there in either case.
        Assert.Contains(filed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[0].Trim(), error, StringComparison.Ordinal);
        Assert.Equal(ResultJson.Notes(output), error.Split('\n').Where(l => l.StartsWith("note: ", StringComparison.Ordinal)).Select(l => l[6..]));
        Assert.DoesNotContain('\u001b', output + error + filed.Output);
    }

    [Theory]
    [MemberData(nameof(CheapLines))]
    public void Json_OfTheSameLineTwice_IsTheSame(string line)
    {
        using var inputs = new SmallInputs();
        string Run() => ResultJson.Steady(ResultJson.Envelope(QuiverInProcess.Run([.. inputs.Words(line), "--json", "-"]).Output));
        Assert.Equal(Run(), Run());
    }
}
