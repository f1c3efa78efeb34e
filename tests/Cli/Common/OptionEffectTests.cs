using System.Text.Json;

namespace Quiver.Cli.Tests.Common;

/// <summary>Options that cannot matter are refused by name; those that must not change a result do not.</summary>
public sealed class OptionEffectTests
{
    [Theory]
    [InlineData("--policy", "group OPERATOR --method si --policy GROUPING")]
    [InlineData("--save-policy", "group OPERATOR --method si --save-policy NEW")]
    [InlineData("--max-groups", "group OPERATOR --method si --max-groups 2")]
    [InlineData("--beta", "group OPERATOR --method si,lf --beta 2")]
    [InlineData("--gamma", "group OPERATOR --method dsatur --gamma 2")]
    [InlineData("--time", "group OPERATOR --method si --time 1s")]
    [InlineData("--negative-samples", "links train EVENTS --model gcn --interval 50 --epochs 1 --negative-samples 3")]
    [InlineData("--negative-samples", "links predict EVENTS --source 1 --model gcn --interval 50 --epochs 1 --negative-samples 3")]
    [InlineData("--negative-samples", "links train EVENTS --negative-samples 3")]
    [InlineData("--negative-sampler", "links train EVENTS --negative-sampler nodes")]
    [InlineData("--seeds", "bench links EVENTS --models none --seeds 2")]
    [InlineData("--epochs", "bench links EVENTS --models none --epochs 2")]
    [InlineData("--members", "links train EVENTS --model tgn --members 2")]
    [InlineData("--no-joint", "links train EVENTS --model tgn --no-joint")]
    [InlineData("--no-scaling", "links train EVENTS --model tgn --no-scaling")]
    [InlineData("--decay", "links train EVENTS --model tgn --decay decay:exp=2")]
    [InlineData("--window", "links affinity EVENTS --model persistence --window 3")]
    [InlineData("--recurrence", "links generate NEW.csv --labels 5 --recurrence 0.5")]
    [InlineData("--warm-up", "links predict EVENTS --source 1 --model gcn --interval 50 --warm-up 0.1")]
    [InlineData("--interval", "links train EVENTS --model tgn --interval 50")]
    [InlineData("--interval", "links train EVENTS --interval 50 --freshness event")]
    [InlineData("--freshness", "links evaluate SNAPSHOTS --negatives NEGATIVES --freshness event")]
    [InlineData("--sort", "links evaluate SNAPSHOTS --negatives NEGATIVES --sort")]
    [InlineData("--out", "links evaluate SNAPSHOTS --negatives NEGATIVES --out NEW")]
    [InlineData("--view", "links train SNAPSHOTS --negatives NEGATIVES --view events")]
    [InlineData("--convention", "links convert EVENTS NEW.csv --convention tgm")]
    [InlineData("--empty", "links convert EVENTS NEW.csv --empty keep")]
    [InlineData("--date-order", "links stats EVENTS --date-order monthFirst")]
    [InlineData("--bit-order", "measure OPERATOR --shots 10 --bit-order left")]
    [InlineData("--confidence", "measure OPERATOR --shots 10 --confidence 0.9")]
    [InlineData("--share", "measure OPERATOR --shots 10 --share norm --estimator shadows")]
    [InlineData("--trajectories", "circuits run CIRCUIT --trajectories 5")]
    [InlineData("--mitigate", "circuits run CIRCUIT --mitigate both")]
    [InlineData("--mitigate", "vqe MOLECULE --mitigate zne")]
    [InlineData("--mitigate", "circuits design MOLECULE --mitigate zne")]
    [InlineData("--price-duration", "circuits design MOLECULE --price-duration 1")]
    [InlineData("--factors", "vqe MOLECULE --factors 1 3")]
    [InlineData("--ascii", "circuits draw CIRCUIT --svg - --ascii")]
    [InlineData("--width", "circuits draw CIRCUIT --svg NEW --width 80")]
    [InlineData("--mapping", "info OPERATOR --mapping bk")]
    [InlineData("--replay-batch", "grid --replay-batch 3")]
    [InlineData("--prefix-length", "bits --prefix-length 3")]
    [InlineData("--backward", "grid --objective fm --backward learned")]
    [InlineData("--refit", "links train EVENTS --model tgn --refit")]
    [InlineData("--cutoff", "convert MOLECULE NEW --to fcidump --cutoff 0.01")]
    [InlineData("--electrons", "convert MOLECULE NEW --to labels --electrons 1")]
    [InlineData("--ms2", "convert MOLECULE NEW --to labels --ms2 2")]
    public void Option_ThatCannotMatter_IsRefusedByName(string option, string line)
    {
        using var inputs = new SmallInputs();
        var sentence = QuiverInProcess.Refused(inputs.Words(line));
        Assert.StartsWith($"quiver: {option} ", sentence, StringComparison.Ordinal);
        Assert.Contains("has no effect", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(inputs.Path), f => Path.GetFileName(f).StartsWith("new", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("grid --dim 2 --height 5 --iterations 6 --batch 8 --hidden 16 --samples 50 --threads 1", "--threads 2")]
    [InlineData("bits --bits 4 --word 2 --modes 2 --iterations 6 --batch 8 --hidden 16 --threads 1", "--threads 2")]
    [InlineData("links evaluate EVENTS --model lr>gp,cn>lp,decay", "--verbose")]
    [InlineData("links evaluate EVENTS --model lr>gp,cn>lp,decay", "--device cpu")]
    [InlineData("info OPERATOR", "--verbose")]
    [InlineData("group OPERATOR --method si,ics", "--rule fc")]
    [InlineData("links stats EVENTS", "--ids shared")]
    [InlineData("links stats EVENTS", "--time-unit auto")]
    public void Option_ThatMustNotMatter_ChangesNoFigure(string line, string more)
    {
        using var inputs = new SmallInputs();
        var words = inputs.Words(line);
        string[] others = [.. words.Where((w, i) => !more.StartsWith(w, StringComparison.Ordinal) && (i == 0 || !more.StartsWith(words[i - 1], StringComparison.Ordinal))), .. more.Split(' ')];
        Assert.NotEqual(words, others);
        Assert.Equal(Figures(words), Figures(others));
    }

    [Theory]
    [InlineData("grid --dim 2 --height 5 --iterations 6 --batch 8 --hidden 16 --samples 50")]
    [InlineData("ising --side 2 --iterations 4 --batch 8 --hidden 16")]
    [InlineData("links train EVENTS --epochs 1 --size 8 --members 1 --decay decay:exp=0.001,popularity=1,tau=1e9")]
    [InlineData("links train EVENTS --model gcn --interval 50 --epochs 1 --size 8")]
    [InlineData("measure OPERATOR --shots 200 --time 0.05s")]
    [InlineData("circuits run CIRCUIT --shots 200")]
    public void Seed_RepeatsEveryFigure_AndAnotherChangesOne(string line)
    {
        using var inputs = new SmallInputs();
        var words = inputs.Words(line);
        var first = Figures([.. words, "--seed", "5"]);
        Assert.Equal(first, Figures([.. words, "--seed", "5"]));
        Assert.NotEqual(first, Figures([.. words, "--seed", "6"]));
    }

    [Fact]
    public void Files_OfEventsByASeed_RepeatToTheByte()
    {
        using var inputs = new SmallInputs();
        byte[] Bytes(string name, int seed)
        {
            var (code, output, error) = QuiverInProcess.Run("links", "generate", inputs.At(name), "--events", "500", "--seed", $"{seed}");
            Assert.True(code == 0, error);
            Assert.StartsWith($"{inputs.At(name)}: 500 events, ", output, StringComparison.Ordinal);
            return File.ReadAllBytes(inputs.At(name));
        }

        Assert.Equal(Bytes("a.csv", 3), Bytes("b.csv", 3));
        Assert.NotEqual(Bytes("a.csv", 3), Bytes("c.csv", 4));
        Assert.Equal(Bytes("a.csv.gz", 3), Bytes("b.csv.gz", 3));
    }

    [Theory]
    [InlineData("links train EVENTS --epochs 1 --size 8")]
    [InlineData("links evaluate EVENTS --model decay:fit,lr>gp")]
    public void Processors_OfTheMachine_ChangeNoFigure(string line)
    {
        using var inputs = new SmallInputs();
        string Run(string processors)
        {
            using var process = QuiverProcess.Start(p => p.Environment["DOTNET_PROCESSOR_COUNT"] = processors, [.. inputs.Words(line), "--json", "-"]);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error.Result);
            return ResultJson.Steady(ResultJson.Envelope(output));
        }

        Assert.Equal(Run("1"), Run("3"));
    }

    private static string Figures(string[] words)
    {
        var (code, output, error) = QuiverInProcess.Run([.. words, "--json", "-"]);
        Assert.True(code == 0, error);
        return JsonSerializer.Serialize(ResultJson.Steady(ResultJson.Envelope(output).GetProperty("results")));
    }
}
