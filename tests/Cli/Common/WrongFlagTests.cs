using System.CommandLine;

namespace Quiver.Cli.Tests.Common;

/// <summary>Every command, called wrongly.</summary>
public sealed class WrongFlagTests
{
    public static TheoryData<string> Commands() => [.. CommandTree.Leaves().Select(l => l.Path)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_WithAFlagThatDoesNotExist_EndsWithTwoAndOneSentence(string path)
    {
        var command = CommandTree.Leaves().Single(l => l.Path == path).Command;
        var required = command.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0).Select(_ => "x");
        var options = command.Options.Where(o => o.Required).SelectMany(o => new[] { o.Name, "x" });
        Assert.Contains("'--no-such-flag'", QuiverInProcess.Refused([.. path.Split(' '), .. required, .. options, "--no-such-flag"]), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_WithoutAValueBehindAFlag_Objects(string path)
    {
        var command = CommandTree.Leaves().Single(l => l.Path == path).Command;
        foreach (var option in command.Options.Where(o => o.Arity.MinimumNumberOfValues > 0))
        {
            var root = new RootCommand();
            root.Subcommands.Add(command);
            Assert.NotEmpty(root.Parse([command.Name, option.Name]).Errors);
        }
    }

    [Fact]
    public void EveryOption_SaysWhatItDoes()
    {
        foreach (var (path, command) in CommandTree.Leaves())
        {
            Assert.False(string.IsNullOrWhiteSpace(command.Description), path);
            Assert.All(command.Options, o => Assert.False(string.IsNullOrWhiteSpace(o.Description), $"{path} {o.Name}"));
            Assert.All(command.Arguments, a => Assert.False(string.IsNullOrWhiteSpace(a.Description), $"{path} {a.Name}"));
        }
    }
}
