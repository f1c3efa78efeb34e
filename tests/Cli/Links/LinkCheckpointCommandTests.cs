using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Links;

/// <summary>Faults T1 and T9: whose result a checkpoint is, and what diverges ends with a sentence.</summary>
public sealed class LinkCheckpointCommandTests
{
    private static string Fault(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "temporal", name);

    [Fact]
    public void Train_OtherFileInTheSameFolder_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string[] Arguments(string file) => ["links", "train", Fault(file), "--epochs", "2", "--checkpoint", folder.Path, "--json", "-"];
        var first = QuiverProcess.Run(Arguments("bip.csv"));
        Assert.Equal(0, first.Code);
        var again = QuiverProcess.Run(Arguments("bip.csv"));
        Assert.Equal(Mrr(first.Output), Mrr(again.Output));
        Assert.Contains("note: ranker, seed 0: the training was finished before", again.Error, StringComparison.Ordinal);
        Assert.Contains(ResultJson.Notes(again.Output), static n => n.Contains("finished before", StringComparison.Ordinal));
        Refused(QuiverInProcess.Run(Arguments("bip2.csv")), "input events has another content");
        Refused(QuiverInProcess.Run([.. Arguments("bip.csv"), "--lr", "0.5"]), "LearningRate is 0.003 there and 0.5 here");
    }

    [Theory]
    [InlineData("LearningRate is 0.003 there and 0.5 here", "--interval", "60", "--lr", "0.5")]
    [InlineData("Freshness.Size is 60 there and 600 here", "--interval", "600")]
    [InlineData("UtgTraining is true there and false here", "--interval", "60", "--vanilla")]
    public void Train_OtherOption_IsRefused(string named, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string[] common = ["links", "train", Fault("gen.csv"), "--model", "gcn", "--epochs", "1", "--size", "8", "--checkpoint", folder.Path];
        Assert.Equal(0, QuiverProcess.Run([.. common, "--interval", "60"]).Code);
        Refused(QuiverInProcess.Run([.. common, .. options]), named);
    }

    [Fact]
    public void Train_KilledAgainAndAgain_EndsAsIfUninterrupted()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["links", "train", Fault("gen.csv"), "--model", "gcn", "--interval", "60", "--epochs", "6", "--patience", "6", "--size", "8", "--checkpoint", folder.Path];
        var random = new Random(5);
        for (var i = 0; i < 4; i++)
        {
            using var process = QuiverProcess.Start(arguments);
            process.WaitForExit(500 + random.Next(900));
            process.Kill();
            process.WaitForExit();
        }

        var resumed = QuiverProcess.Run([.. arguments, "--json", "-"]);
        Assert.Equal((0, Mrr(QuiverProcess.Run([.. arguments[..^2], "--json", "-"]).Output)), (resumed.Code, Mrr(resumed.Output)));
    }

    [Theory]
    [InlineData("leave walks out", "--decay", "decay:walks=1")]
    [InlineData("is no constant", "--decay", "decay:half=1")]
    [InlineData("not finite", "--lr", "1e30", "--model", "gcn", "--interval", "60")]
    [InlineData("--interval has no effect", "--interval", "60")]
    [InlineData("--members has no effect", "--model", "gcn", "--members", "3")]
    [InlineData("--negative-samples has no effect", "--negative-samples", "3")]
    public void Train_ThatDivergesOrHasAnIdleOption_EndsWithASentence(string named, params string[] options) =>
        Refused(QuiverInProcess.Run(["links", "train", Fault("gen.csv"), "--epochs", "1", .. options]), named);

    private static string Mrr(string json) => ResultJson.Results(json).GetProperty("rows")[0].GetProperty("testMrr").GetRawText();

    private static void Refused((int Code, string Output, string Error) run, string named)
    {
        Assert.Equal(2, run.Code);
        Assert.Empty(run.Output);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
    }
}
