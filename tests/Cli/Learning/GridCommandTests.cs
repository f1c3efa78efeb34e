using System.Diagnostics;
using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Learning;

public sealed class GridCommandTests
{
    private static readonly string[] Short = ["grid", "--height", "6", "--iterations", "40", "--hidden", "32", "--batch", "8"];

    [Fact]
    public void Grid_JsonOnStandardOutput_HasTheAgreedShape()
    {
        var (code, output, error) = QuiverProcess.Run([.. Short, "--seeds", "2", "--samples", "500", "--json", "-"]);
        Assert.Equal(0, code);
        var root = ResultJson.Results(output);
        Assert.Equal("hypergrid 6^2", root.GetProperty("environment").GetString());
        Assert.Equal("tb", root.GetProperty("objective").GetString());
        Assert.Equal("cpu", ResultJson.Envelope(output).GetProperty("device").GetString());
        var runs = root.GetProperty("runs").EnumerateArray().ToArray();
        Assert.Equal([0, 1], runs.Select(r => r.GetProperty("seed").GetInt32()));
        foreach (var run in runs)
        {
            Assert.Equal(2 * run.GetProperty("tv").GetDouble(), run.GetProperty("l1").GetDouble(), 1e-12);
            Assert.True(run.GetProperty("msPerIteration").GetDouble() > 0);
            Assert.True(double.IsFinite(run.GetProperty("logZ").GetDouble() + run.GetProperty("logZExact").GetDouble()));
            Assert.InRange(run.GetProperty("modes").GetInt32(), 0, 4);
        }

        Assert.Equal(runs.Average(r => r.GetProperty("tv").GetDouble()), root.GetProperty("mean").GetProperty("tv").GetDouble(), 1e-12);
        Assert.Contains("hypergrid 6^2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Grid_SameSeed_SameFigures()
    {
        static double Tv() => ResultJson.Results(QuiverProcess.Run([.. Short, "--json", "-"]).Output).GetProperty("mean").GetProperty("tv").GetDouble();
        Assert.Equal(Tv(), Tv());
    }

    [Fact]
    public void Grid_OutFolder_HoldsPicturesMetricsAndCheckpointAndResumes()
    {
        using var folder = new TemporaryFolder();
        var output = Path.Combine(folder.Path, "new", "place");
        Assert.Equal(0, QuiverProcess.Run([.. Short, "--out", output, "--tensorboard"]).Code);
        foreach (var name in new[] { "result.json", "training.png", "training-1.svg", "seed-0.checkpoint", "seed-0.metrics.jsonl" })
        {
            Assert.True(new FileInfo(Path.Combine(output, name)).Length > 0, name);
        }

        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(output, "seed-0.tensorboard")));
        var first = File.ReadAllText(Path.Combine(output, "seed-0.metrics.jsonl"));
        string Pictures() => string.Concat(Directory.EnumerateFiles(output, "*.svg").Order(StringComparer.Ordinal).Select(File.ReadAllText));
        var drawn = Pictures();
        var (code, json, error) = QuiverProcess.Run([.. Short, "--out", output, "--resume", "--json", "-"]);
        Assert.True(code == 0, error);
        Assert.Equal(first, File.ReadAllText(Path.Combine(output, "seed-0.metrics.jsonl")));

        // Nothing was left to do: the same pictures, and no time of an iteration.
        Assert.Equal(drawn, Pictures());
        var results = ResultJson.Results(json);
        Assert.Equal(JsonValueKind.Null, results.GetProperty("runs")[0].GetProperty("msPerIteration").ValueKind);
        Assert.Equal(JsonValueKind.Null, results.GetProperty("mean").GetProperty("msPerIteration").ValueKind);
    }

    [Fact]
    public void Grid_KilledAgainAndAgain_ContinuesFromTheLastCheckpoint()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["grid", "--height", "6", "--iterations", "3000", "--hidden", "32", "--batch", "8", "--checkpoint-every", "20", "--out", folder.Path, "--resume"];
        var random = new Random(3);
        var checkpoint = Path.Combine(folder.Path, "seed-0.checkpoint");
        var last = 0L;
        for (var i = 0; i < 5; i++)
        {
            using var process = QuiverProcess.Start(arguments);

            // Killed at a random moment after it got further than the run before, however slow the machine is: a fixed time would
            // kill a busy machine's run before its first checkpoint, and prove nothing.
            while (!process.HasExited && !(File.Exists(checkpoint) && IterationOf(checkpoint) > last))
            {
                Thread.Sleep(5);
            }

            Thread.Sleep(random.Next(100));
            process.Kill();
            process.WaitForExit();
            var now = IterationOf(checkpoint);
            Assert.True(now > last, $"iteration {now} after {last}");
            last = now;
        }

        var (code, output, error) = QuiverProcess.Run([.. arguments, "--json", "-"]);
        Assert.True(code == 0, error);
        var (wholeCode, whole, wholeError) = QuiverProcess.Run([.. arguments[..^5], "--json", "-"]);
        Assert.True(wholeCode == 0, wholeError);
        static string Tv(string text) => ResultJson.Results(text).GetProperty("mean").GetProperty("tv").GetRawText();
        Assert.Equal(Tv(whole), Tv(output));
    }

    [Theory]
    [InlineData("objective", "--objective", "magic")]
    [InlineData("schedule", "--lr", "fast")]
    [InlineData("--batch", "--batch", "0")]
    [InlineData("R0", "--r0", "0")]
    [InlineData("original", "--reward", "golden")]
    [InlineData("--out", "--resume")]
    [InlineData("attention heads", "--policy", "transformer", "--hidden", "33")]
    public void Grid_WrongOption_SaysWhatToDo(string expected, params string[] options)
    {
        var (code, output, error) = QuiverInProcess.Run(["grid", "--iterations", "5", .. options]);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("bits", "--bits", "4", "--word", "2", "--modes", "2")]
    [InlineData("bits", "--bits", "4", "--word", "2", "--modes", "2", "--unordered")]
    [InlineData("ising", "--side", "2", "--objective", "fldb")]
    public void OtherEnvironments_Train(params string[] arguments)
    {
        var (code, output, _) = QuiverProcess.Run([.. arguments, "--iterations", "30", "--hidden", "32", "--json", "-"]);
        Assert.Equal(0, code);
        Assert.InRange(ResultJson.Results(output).GetProperty("mean").GetProperty("tv").GetDouble(), 0, 1);
    }

    [Fact]
    public void Grid_TooLargeToEnumerate_SaysSoAndStillTrains()
    {
        var (code, output, _) = QuiverProcess.Run("grid", "--dim", "6", "--height", "20", "--iterations", "3", "--hidden", "16");
        Assert.Equal(0, code);
        Assert.Contains("Too many states", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_Json_ListsTheParts()
    {
        var (code, output, _) = QuiverProcess.Run("bench", "gflownet", "--cases", "bits small", "--batch", "16", "--iterations", "3", "--warmup", "1", "--json", "-");
        Assert.Equal(0, code);
        var row = ResultJson.Results(output).GetProperty("rows").EnumerateArray().Single();
        Assert.Equal("bits small", row.GetProperty("case").GetString());
        Assert.Equal(16, row.GetProperty("batch").GetInt32());
        var parts = new[] { "sampling", "loss", "backward", "optimizer" }.Sum(p => row.GetProperty(p).GetDouble());
        Assert.Equal(row.GetProperty("msPerIteration").GetDouble(), parts, 1e-9);
    }

    private static long IterationOf(string checkpoint)
    {
        // The JSON header follows eight letters and its own length.
        var bytes = File.ReadAllBytes(checkpoint);
        var header = JsonDocument.Parse(bytes.AsMemory(12, BitConverter.ToInt32(bytes, 8)));
        return header.RootElement.GetProperty("Iteration").GetInt64();
    }
}
