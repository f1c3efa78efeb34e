using System.CommandLine.Completions;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quiver.Cli.Common;
using Quiver.Cli.Tests.Common;

namespace Quiver.Cli.Tests.Runs;

/// <summary>Configurations as files.</summary>
public sealed class ConfigurationTests
{
    public static TheoryData<string> Commands() => [.. CommandTree.Leaves().Select(l => l.Path)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void PrintedConfiguration_OfACommand_IsReadBackUnchanged(string path)
    {
        using var inputs = new SmallInputs();
        var command = CommandTree.Leaves().Single(l => l.Path == path).Command;
        string[] words = [.. path.Split(' '), .. command.Arguments.SelectMany(a => Enumerable.Repeat(a.GetCompletions(CompletionContext.Empty).FirstOrDefault()?.Label ?? "x", a.Arity.MinimumNumberOfValues)),
            .. command.Options.Where(o => o.Required).SelectMany(o => new[] { o.Name, o.GetCompletions(CompletionContext.Empty).FirstOrDefault()?.Label ?? (NumberRanges.Of(o) is { } range ? range.Least.ToString(System.Globalization.CultureInfo.InvariantCulture) : "x") })];
        var (code, printed, error) = QuiverInProcess.Run([.. words, "--print-config"]);
        Assert.True(code == 0, error);
        using var document = JsonDocument.Parse(printed);
        Assert.Empty(ResultJson.Faults("config", document.RootElement));
        foreach (var option in command.Options.Where(o => !o.Hidden && o.Name is not "--help"))
        {
            Assert.True(document.RootElement.GetProperty("options").TryGetProperty(option.Name[2..], out _), option.Name);
        }

        File.WriteAllText(inputs.At("config.json"), printed);
        Assert.Equal((0, printed, string.Empty), QuiverInProcess.Run([.. path.Split(' '), "--config", inputs.At("config.json"), "--print-config"]));
    }

    [Fact]
    public void Configuration_OfASwitchThatIsOnByDefault_TurnsItOff()
    {
        using var inputs = new SmallInputs();
        var config = inputs.At("config.json");
        File.WriteAllText(config, QuiverInProcess.Run("qm9", "--data", "x", "--table", "false", "--print-config").Output);
        var read = JsonDocument.Parse(QuiverInProcess.Run("qm9", "--config", config, "--print-config").Output).RootElement;
        Assert.False(read.GetProperty("options").GetProperty("table").GetBoolean());
        Assert.Contains("\"table\"", read.GetProperty("given").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_GivesTheResultOfItsCommandLine_AndTheCommandLineGoesBefore()
    {
        using var inputs = new SmallInputs();
        var config = inputs.At("config.json");
        string[] line = ["group", inputs.At("operator.txt"), "--method", "si,lf", "--state", "none", "--rule", "qwc"];
        File.WriteAllText(config, QuiverInProcess.Run([.. line, "--print-config"]).Output);
        string Results(params string[] words) => ResultJson.Results(QuiverInProcess.Run([.. words, "--json", "-"]).Output) is var r ? ResultJson.Steady(r) : string.Empty;
        Assert.Equal(Results(line), Results("group", "--config", config));
        Assert.Equal(Results(line), Results("--config", config));
        line[^1] = "fc";
        Assert.Equal(Results(line), Results("group", "--config=" + config, "--rule", "fc"));
    }

    [Theory]
    [InlineData("{\"command\": \"info\"}", "configuration of 'info', not of 'group'")]
    [InlineData("{\"options\": {\"rul\": \"fc\"}}", "'group' has no option 'rul'")]
    [InlineData("{\"options\": {\"seed\": [1, {}]}}", "'--seed' must be a text or a number")]
    [InlineData("{\"options\": {\"seed\": 1.5}}", "--seed must be a whole number")]
    [InlineData("{\"optoins\": {}}", "has no 'optoins'")]
    [InlineData("{\"options\": 3}", "'options' must be an object")]
    [InlineData("[]", "'file' must be a JSON object")]
    [InlineData("{", "this is no JSON")]
    [InlineData("{\"options\": {\"policy\": \"p\", \"method\": \"si\"}}", "--policy has no effect")]
    public void Configuration_ThatIsWrong_IsRefused(string text, string expected)
    {
        using var inputs = new SmallInputs();
        File.WriteAllText(inputs.At("config.json"), text);
        Assert.Contains(expected, QuiverInProcess.Refused("group", inputs.At("operator.txt"), "--config", inputs.At("config.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void RecordOfARun_IsAConfigurationToo()
    {
        using var inputs = new SmallInputs();
        var run = inputs.At("run");
        Assert.Equal(0, QuiverInProcess.Run("group", inputs.At("operator.txt"), "--method", "si", "--state", "none", "--run", run).Code);
        var (code, output, error) = QuiverInProcess.Run("group", "--config", Path.Combine(run, "run.json"), "--json", "-");
        Assert.True(code == 0, error);
        Assert.Equal("si", JsonNode.Parse(output)!["results"]!["methods"]![0]!["method"]!.ToString());
    }
}
