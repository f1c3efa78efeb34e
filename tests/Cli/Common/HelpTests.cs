using System.CommandLine;
using Quiver.Cli.Common;

namespace Quiver.Cli.Tests.Common;

/// <summary>What the help of every command says.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Commands() => [.. CommandTree.Leaves().Select(l => l.Path), string.Empty, "links", "bench", "circuits", "runs"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfACommand_NamesAllThatItTakes(string path)
    {
        var command = Find(path);
        foreach (var flag in new[] { "--help", "-h", "-?" })
        {
            var (code, output, error) = QuiverInProcess.Run([.. Words(path), flag]);
            Assert.Equal((0, string.Empty), (code, error));
            Assert.DoesNotContain('\u001b', output);
            Assert.All(command.Options.Where(o => !o.Hidden), o => Assert.Contains(o.Name, output, StringComparison.Ordinal));
            Assert.All(command.Arguments, a => Assert.Contains($"<{a.Name}>", output, StringComparison.Ordinal));
            Assert.All(command.Subcommands, c => Assert.Contains($"  {c.Name}", output, StringComparison.Ordinal));
            Assert.Contains(command.Description!.Split(' ')[0], output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfACommand_NamesItsDefaults(string path)
    {
        var text = string.Join(' ', QuiverInProcess.Run([.. Words(path), "--help"]).Output.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        foreach (var option in Find(path).Options.Where(o => o.HasDefaultValue && o.ValueType != typeof(bool)))
        {
            var known = option.GetDefaultValue();
            var value = known is System.Collections.IEnumerable list and not string
                ? string.Join('|', list.Cast<object>()) : Convert.ToString(known, System.Globalization.CultureInfo.InvariantCulture)!;
            Assert.True(text.Contains($"[default: {value}]", StringComparison.Ordinal) || value.Length == 0, $"{option.Name} does not name its default {value}");
        }
    }

    [Fact]
    public void NoWord_ShowsTheHelp_AndAnUnknownOneIsRefused()
    {
        Assert.Equal(QuiverInProcess.Run("--help"), QuiverInProcess.Run());
        var (code, output, _) = QuiverInProcess.Run("--version");
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+", output);
        Assert.Contains("'grup'", QuiverInProcess.Refused("grup"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'grup'", "quiver --help", "grup", "h2.fcidump")]
    [InlineData("'extra'", "quiver info --help", "info", "h2.fcidump", "extra")]
    [InlineData("--save", "quiver train-grouping --help", "train-grouping", "h2.fcidump")]
    [InlineData("--rule", "quiver group --help", "group", "h2.fcidump", "--rule", "none")]
    [InlineData("--simulator", "quiver circuits run --help", "circuits", "run", "c.qasm", "--simulator", "other")]
    [InlineData("--state", "quiver info --help", "info", "h2.fcidump", "--state")]
    [InlineData("'--shotz'", "quiver bench measure --help", "bench", "measure", "h2.fcidump", "--shotz")]
    public void Refusal_OfAWord_NamesTheWordOrItsOption_AndTheHelpOfItsCommand(string named, string help, params string[] words)
    {
        var sentence = QuiverInProcess.Refused(words);
        Assert.Contains(named, sentence, StringComparison.Ordinal);
        Assert.EndsWith($"Try '{help}'.", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("links")]
    [InlineData("bench")]
    [InlineData("circuits")]
    public void Group_WithoutItsCommand_IsRefused(string group) => Assert.Contains("command", QuiverInProcess.Refused(group), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("info MOLECULE")]
    [InlineData("links stats EVENTS")]
    [InlineData("check-grouping OPERATOR GROUPING --json -")]
    [InlineData("circuits convert CIRCUIT --to qasm2")]
    [InlineData("links stats NEW")]
    [InlineData("links evaluate EVENTS --model nothing")]
    [InlineData("info")]
    public void Command_InAProcessOfItsOwn_SaysTheSame(string line)
    {
        using var inputs = new SmallInputs();
        Assert.Equal(QuiverProcess.Run(inputs.Words(line)), QuiverInProcess.Run(inputs.Words(line)));
    }

    private static Command Find(string path) => Words(path).Aggregate((Command)QuiverCommands.Root(), (c, word) => c.Subcommands.Single(s => s.Name == word));

    private static string[] Words(string path) => path.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
