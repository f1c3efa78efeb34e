using System.Diagnostics;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Tests.Common;

/// <summary>What a run says of itself while it works and in its envelope.</summary>
public sealed class RunRecordTests
{
    [Theory]
    [InlineData("plain.txt")]
    [InlineData("two words.txt")]
    [InlineData("it's.txt")]
    [InlineData("a\"b$HOME`x`\\n.txt")]
    [InlineData("*?[a]{b}~;&|<>.txt")]
    [InlineData("Größe-λ.txt")]
    public void Command_OfAnEnvelope_IsWhatAShellTakesForTheSameWords(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "asks a shell");
        using var inputs = new SmallInputs();
        File.Copy(inputs.At("operator.txt"), inputs.At(name));
        string[] words = ["info", inputs.At(name), "--state", "none", "--json", "-"];
        var (code, output, error) = QuiverInProcess.Run(words);
        Assert.True(code == 0, error);
        var envelope = ResultJson.Envelope(output);
        Assert.Equal(inputs.At(name), envelope.GetProperty("inputs")[0].GetProperty("path").GetString());
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("printf '%s\\n' " + envelope.GetProperty("command").GetString());
        using var shell = Process.Start(start)!;
        Assert.Equal(words, shell.StandardOutput.ReadToEnd().TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Envelope_OfARun_KnowsNothingOfTheRunBefore()
    {
        using var inputs = new SmallInputs();
        var first = QuiverInProcess.Run("links", "stats", inputs.At("events.csv"), "--json", "-");
        var noted = QuiverInProcess.Run("info", inputs.At("operator.txt"), "--json", "-");
        Assert.NotEmpty(ResultJson.Notes(noted.Output));
        Assert.Equal(first, QuiverInProcess.Run("links", "stats", inputs.At("events.csv"), "--json", "-"));
        Assert.Equal(noted, QuiverInProcess.Run("info", inputs.At("operator.txt"), "--json", "-"));
    }

    [Fact]
    public void Notes_OfARun_AreSaidOnceAndByTheirFlags()
    {
        var (_, error) = QuiverInProcess.Captured(() =>
        {
            RunNotes.Clear();
            RunNotes.AddRange(["option Sort sorts", "another", "option Sort sorts"]);
            Assert.Equal(["--sort sorts", "another"], RunNotes.All);
            RunNotes.Clear();
            Assert.Empty(RunNotes.All);
        });
        Assert.Equal("note: --sort sorts\nnote: another\n", error);
    }

    [Fact]
    public void Progress_InAPipe_HasALineForEveryStageAndEnd()
    {
        Assert.SkipUnless(Console.IsErrorRedirected, "standard error is a terminal, where progress is one live line");
        var (output, error) = QuiverInProcess.Captured(() =>
        {
            using var progress = new ConsoleProgress();
            foreach (var stage in new[] { "reading", "training" })
            {
                for (var done = 0; done <= 100; done++)
                {
                    progress.Report(new ProgressReport(stage, done, 100, $"loss {100 - done}"));
                }
            }

            progress.Report(new ProgressReport("searching", 3, 0));
        });
        Assert.Empty(output);
        Assert.Equal(
            ["reading 0/100 (0 %)  loss 100", "reading 100/100 (100 %)  loss 0", "training 0/100 (0 %)  loss 100", "training 100/100 (100 %)  loss 0", "searching"],
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain('\r', error);
    }

    [Fact]
    public void Output_ThatNobodyReads_EndsTheCommandQuietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "asks a shell");
        using var inputs = new SmallInputs();
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"dotnet '{Path.Combine(AppContext.BaseDirectory, "quiver.dll")}' links evaluate '{inputs.At("events.csv")}' --json - | true; echo ${{PIPESTATUS[0]}}");
        using var shell = Process.Start(start)!;
        var error = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal("0\n", shell.StandardOutput.ReadToEnd());
        Assert.DoesNotContain("quiver: ", error.Result, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", error.Result, StringComparison.Ordinal);
    }
}
