using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Quiver.Cli.Common;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Runs;

/// <summary>Run folders: what lies in them, who may use them, and that an end in the middle changes nothing of the result.</summary>
public sealed class RunFolderTests
{
    private const string Grid = "grid --dim 2 --height 6 --iterations 60 --checkpoint-every 5";

    [Fact]
    public void Run_OfATraining_LeavesTheWholeFolder()
    {
        using var folder = new TemporaryFolder();
        var run = Path.Combine(folder.Path, "run");
        Assert.Equal(0, QuiverInProcess.Run([.. Grid.Split(' '), "--run", run]).Code);
        foreach (var file in new[] { "run.json", "result.json", "metrics.jsonl", "checkpoints/seed-0.checkpoint", "plots/training.png" })
        {
            Assert.True(File.Exists(Path.Combine(run, file)), file);
        }

        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "run.json")));
        Assert.Empty(ResultJson.Faults("run", record.RootElement));
        Assert.Equal(("finished", 0), (record.RootElement.GetProperty("state").GetString(), record.RootElement.GetProperty("exitCode").GetInt32()));
        Assert.Equal("grid", ResultJson.Envelope(File.ReadAllText(Path.Combine(run, "result.json"))).GetProperty("command").GetString()![..4]);
        Assert.Contains("holds a finished run", QuiverInProcess.Refused([.. Grid.Split(' '), "--run", run]), StringComparison.Ordinal);
        Assert.Contains("nothing is left to do", QuiverInProcess.Run("--resume", run).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("info MOLECULE")]
    [InlineData("group MOLECULE --method si")]
    [InlineData("vqe MOLECULE --ansatz x-only --verify no")]
    [InlineData("circuits run CIRCUIT --shots 10")]
    [InlineData("links train EVENTS --epochs 1")]
    [InlineData("measure OPERATOR --shots 100")]
    public void Run_OfAnyCommand_KeepsItsResultAndInputs(string line)
    {
        using var inputs = new SmallInputs();
        var words = inputs.Words(line);
        var run = inputs.At("run");
        var (code, output, error) = QuiverInProcess.Run([.. words, "--run", run, "--json", "-"]);
        Assert.True(code == 0, error);
        Assert.Equal(output, File.ReadAllText(Path.Combine(run, "result.json")));
        var record = RunFiles.Read(run);
        Assert.Equal(words.Where(File.Exists), record.Inputs.Select(i => i.Path));
        Assert.All(record.Inputs, i => Assert.Equal(64, i.Sha256!.Length));
    }

    [Theory]
    [InlineData(Grid)]
    [InlineData("links train EVENTS --epochs 2 --model gcn --interval 20")]
    [InlineData("group MOLECULE --method si,lf,rlf,ics")]
    [InlineData("group MOLECULE --method si,annealing --time 1s")]
    [InlineData("measure OPERATOR --shots 200 --repeat 300")]
    [InlineData("bench measure MOLECULE --shots 50 --repeat 5 --estimators grouped --time 1s")]
    [InlineData("circuits design MOLECULE --fits 500 --rounds 2 --verify no")]
    public void Run_KilledAnywhere_ResumesToTheResultOfOneThatWasNot(string line)
    {
        using var inputs = new SmallInputs();
        var (whole, cut) = (inputs.At("whole"), inputs.At("cut"));
        var words = inputs.Words(line);
        // Each in a process of its own, for tests beside this one set the threads of tensor operations.
        var (code, _, error) = Patiently([.. words, "--run", whole]);
        Assert.True(code is 0 or 3, error);
        using (var process = QuiverProcess.Start(Patient, [.. words, "--run", cut]))
        {
            Wait(() => RunFiles.IsRun(cut));
            Thread.Sleep(Random.Shared.Next(1500));
            process.Kill();
            process.WaitForExit();
        }

        Assert.Contains(RunFiles.State(cut, RunFiles.Read(cut)), new[] { RunState.Killed, RunState.Finished });
        (code, _, error) = Patiently("--resume", cut);
        Assert.True(code is 0 or 3, error);
        Assert.Equal(Results(whole), Results(cut));
        var metrics = Path.Combine(whole, "metrics.jsonl");
        if (File.Exists(metrics))
        {
            Assert.Equal(File.ReadAllText(metrics), File.ReadAllText(Path.Combine(cut, "metrics.jsonl")));
        }
    }

    [Theory]
    [InlineData(15, 143)]
    [InlineData(2, 130)]
    public void Run_AskedToStop_SavesAndResumesToTheSame(int signal, int expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals");
        using var inputs = new SmallInputs();
        var (whole, cut) = (inputs.At("whole"), inputs.At("cut"));
        var words = Grid.Replace("60", "400", StringComparison.Ordinal).Split(' ');
        Assert.Equal(0, QuiverInProcess.Run([.. words, "--run", whole]).Code);
        using (var process = QuiverProcess.Start([.. words, "--run", cut]))
        {
            Wait(() => File.Exists(Path.Combine(cut, "metrics.jsonl")));

            // It stands still (SIGSTOP, SIGCONT) while others ask: on a busy machine it would be done before they have.
            Assert.Equal(0, Kill(process.Id, OperatingSystem.IsMacOS() ? 17 : 19));
            Assert.Contains("is in use by another process", QuiverInProcess.Refused([.. words, "--run", cut]), StringComparison.Ordinal);
            Assert.Contains("is in use by another process", QuiverInProcess.Refused("--resume", cut), StringComparison.Ordinal);
            Assert.Equal(0, Kill(process.Id, signal));
            Assert.Equal(0, Kill(process.Id, OperatingSystem.IsMacOS() ? 19 : 18));
            process.WaitForExit();
            Assert.Contains(process.ExitCode, new[] { expected, 0 });
        }

        Assert.Contains(RunFiles.Read(cut).State, new[] { "interrupted", "finished" });
        Assert.Equal(0, QuiverInProcess.Run("--resume", cut).Code);
        Assert.Equal(Results(whole), Results(cut));
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "metrics.jsonl")), File.ReadAllText(Path.Combine(cut, "metrics.jsonl")));
    }

    [Fact]
    public void Resume_WithAnotherInputOrVersion_NamesIt()
    {
        using var inputs = new SmallInputs();
        var run = inputs.At("run");
        Assert.Equal(0, QuiverInProcess.Run("info", inputs.At("operator.txt"), "--run", run).Code);
        var record = RunFiles.Read(run) with { State = "interrupted" };
        RunFiles.Write(run, record);
        File.AppendAllText(inputs.At("operator.txt"), "YY 0.5\n");
        Assert.Contains("operator.txt has another content", QuiverInProcess.Refused("--resume", run), StringComparison.Ordinal);
        File.Delete(inputs.At("operator.txt"));
        Assert.Contains("operator.txt is gone", QuiverInProcess.Refused("--resume", run), StringComparison.Ordinal);
        RunFiles.Write(run, record with { Version = "0.0.1" });
        Assert.Contains("begun by version 0.0.1", QuiverInProcess.Refused("--resume", run), StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_ThatCannotBeARun_IsRefused()
    {
        using var inputs = new SmallInputs();
        Assert.Contains("holds other files", QuiverInProcess.Refused("info", inputs.At("operator.txt"), "--run", inputs.Path), StringComparison.Ordinal);
        Assert.Contains("this is a file", QuiverInProcess.Refused("info", inputs.At("operator.txt"), "--run", inputs.At("empty.txt")), StringComparison.Ordinal);
        Assert.Contains("--run has no effect on doctor", QuiverInProcess.Refused("doctor", "--run", inputs.At("run")), StringComparison.Ordinal);
        Assert.Contains("is no run", QuiverInProcess.Refused("--resume", inputs.Path), StringComparison.Ordinal);
        Assert.Contains("takes the folder", QuiverInProcess.Refused("--resume", inputs.Path, "--seed"), StringComparison.Ordinal);

        // A mistake leaves no folder that would be in the way of the next try.
        QuiverInProcess.Refused("info", inputs.At("none.txt"), "--run", inputs.At("run"));
        Assert.False(Directory.Exists(inputs.At("run")));
    }

    [Fact]
    public void Runs_AreListedShownComparedAndCleaned()
    {
        using var folder = new TemporaryFolder();
        string At(string name) => Path.Combine(folder.Path, name);
        foreach (var (name, seed) in new[] { ("a", "1"), ("b", "2"), ("c", "3") })
        {
            Assert.Equal(0, QuiverInProcess.Run([.. Grid.Split(' '), "--seed", seed, "--run", At(name)]).Code);
        }

        RunFiles.Write(At("c"), RunFiles.Read(At("c")) with { State = "running" });
        var damaged = Path.Combine(folder.Path, "cut");
        Directory.CreateDirectory(damaged);
        File.WriteAllText(Path.Combine(damaged, "run.json"), "{\"version\": ");
        var (_, list, complaint) = QuiverInProcess.Run("runs", "list", folder.Path);
        Assert.Contains("damaged", list, StringComparison.Ordinal);
        Assert.Contains("this is no record of a run", complaint, StringComparison.Ordinal);
        Directory.Delete(damaged, recursive: true);
        Assert.Contains("Two run folders or more", QuiverInProcess.Refused("runs", "compare", At("a")), StringComparison.Ordinal);
        Assert.Equal(2, list.Split("finished").Length - 1);
        Assert.Contains("killed", list, StringComparison.Ordinal);
        var shown = QuiverInProcess.Run("runs", "show", At("c")).Output;
        Assert.Contains("quiver --resume", shown, StringComparison.Ordinal);
        Assert.Contains("figure     runs[1].", QuiverInProcess.Run("runs", "show", At("a")).Output, StringComparison.Ordinal);
        var compared = QuiverInProcess.Run("runs", "compare", At("a"), At("b")).Output;
        Assert.Contains("--seed", compared, StringComparison.Ordinal);
        Assert.Contains("mean.tv", compared, StringComparison.Ordinal);
        Assert.DoesNotContain("--height", compared, StringComparison.Ordinal);
        var would = QuiverInProcess.Run("runs", "clean", folder.Path).Output;
        Assert.Equal(2, would.Split("would remove").Length - 1);
        Assert.True(File.Exists(Path.Combine(At("a"), "checkpoints", "seed-1.checkpoint")));
        Assert.Equal(2, QuiverInProcess.Run("runs", "clean", folder.Path, "--yes").Output.Split("removed ").Length - 1);
        Assert.False(Directory.Exists(Path.Combine(At("a"), "checkpoints")));
        Assert.True(Directory.Exists(Path.Combine(At("c"), "checkpoints")));
        Assert.Contains("removed", QuiverInProcess.Run("runs", "clean", folder.Path, "--state", "killed", "--yes").Output, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], Directory.EnumerateDirectories(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("'running'", QuiverInProcess.Refused("runs", "clean", folder.Path, "--state", "running"), StringComparison.Ordinal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    // The course of a search must not depend on how busy the machine is, and a short run needs something to go on from.
    private static void Patient(ProcessStartInfo start)
    {
        start.Environment["QUIVER_PATIENCE"] = "100000";
        start.Environment["QUIVER_SNAPSHOT_SECONDS"] = "0.05";
    }

    private static (int Code, string Output, string Error) Patiently(params string[] arguments)
    {
        using var process = QuiverProcess.Start(Patient, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static string Results(string run) => Regex.Replace(
        ResultJson.Steady(ResultJson.Results(File.ReadAllText(Path.Combine(run, "result.json")))), "\"fitsPerSecond\":[^,}]*", string.Empty);

    private static void Wait(Func<bool> until)
    {
        var clock = Stopwatch.StartNew();
        while (!until() && clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            Thread.Sleep(10);
        }
    }
}
