using System.CommandLine;
using Quiver.Cli.Tests.Common;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Completions;

/// <summary>The scripts that <c>quiver completions</c> prints, read and called by the shells themselves.</summary>
public sealed class CompletionsTests
{
    private static readonly string[] Groups = [string.Empty, "links", "bench", "circuits", "runs"];

    public static TheoryData<string> Shells() => ["bash", "zsh", "fish", "pwsh"];

    [Theory]
    [MemberData(nameof(Shells))]
    public void Script_OfAnyShell_NamesEveryCommandAndOption(string shell)
    {
        var script = Script(shell);
        Assert.DoesNotContain('\r', script);
        Assert.StartsWith("#", script, StringComparison.Ordinal);
        foreach (var (path, command) in CommandTree.Leaves())
        {
            Assert.Contains($"'{path}'", script, StringComparison.Ordinal);
            Assert.All(command.Options.Where(o => !o.Hidden), o => Assert.Contains(o.Name.TrimStart('-'), script, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void UnknownShell_IsRefused() => Assert.Contains("tcsh", QuiverInProcess.Refused("completions", "tcsh"), StringComparison.Ordinal);

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Shell_CanReadItsScript(string shell)
    {
        Assert.SkipUnless(ShellProcess.Exists(shell), $"this machine has no {shell}");
        using var folder = new TemporaryFolder();
        folder.Write("script", Script(shell));
        Assert.Equal((0, string.Empty, string.Empty), ShellProcess.Run(shell, "-n", Path.Combine(folder.Path, "script")));
    }

    [Fact]
    public void Bash_AfterEachCommand_OffersWhatTheCommandTakes()
    {
        Assert.SkipUnless(ShellProcess.Exists("bash"), "this machine has no bash");
        var paths = CommandTree.Leaves().Select(l => l.Path).Concat(Groups).ToArray();
        var offered = Bash(paths.Select(p => $"{p} --".TrimStart()));
        foreach (var (path, words) in paths.Zip(offered))
        {
            var expected = Find(path).Options.Select(o => o.Name).Concat(["--verbose", "--libtorch", "--run", "--config", "--print-config", "--help"])
                .Where(n => n.StartsWith("--", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);
            Assert.Equal(expected.Order(StringComparer.Ordinal), words.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("gri", "grid")]
    [InlineData("links e", "evaluate")]
    [InlineData("sweep --engine ", "local", "slurm")]
    [InlineData("group --device c", "cpu", "cuda")]
    [InlineData("group --seed ")]
    [InlineData("completions z", "zsh")]
    [InlineData("links --libtorch fol", "folder one")]
    [InlineData("info fi", "file.fcidump")]
    [InlineData("group file.fcidump --policy fil", "file.fcidump")]
    public void Bash_InTheMiddleOfALine_CompletesIt(string line, params string[] expected)
    {
        Assert.SkipUnless(ShellProcess.Exists("bash"), "this machine has no bash");
        Assert.Equal(expected.Order(StringComparer.Ordinal), Bash([line]).Single().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("gri", "grid")]
    [InlineData("links ev", "evaluate")]
    [InlineData("sweep --engine ", "local", "slurm")]
    [InlineData("group --pol", "--policy")]
    public void Fish_InTheMiddleOfALine_CompletesIt(string line, params string[] expected)
    {
        Assert.SkipUnless(ShellProcess.Exists("fish"), "this machine has no fish");
        using var folder = new TemporaryFolder();
        folder.Write("script.fish", Script("fish"));
        var (code, output, error) = ShellProcess.Run(
            "fish", "--no-config", "-c", $"source {folder.Path}/script.fish; cd {folder.Path}; complete -C 'quiver {line}'");
        Assert.True(code == 0, error);
        var words = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')[0]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), words.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "group:Group a Hamiltonian")]
    [InlineData("links", "train:")]
    [InlineData("group", "--rule:")]
    public void Zsh_AfterACommand_OffersItsWordsWithDescriptions(string path, string expected)
    {
        Assert.SkipUnless(ShellProcess.Exists("zsh"), "this machine has no zsh");
        using var folder = new TemporaryFolder();
        folder.Write("script", Script("zsh"));
        folder.Write("driver", $$"""
            compdef() { :; }
            _files() { print files; }
            _describe() { print -l -- ${(P)2}; }
            source {{folder.Path}}/script
            words=(quiver {{path}} '')
            CURRENT=$#words
            _quiver
            """);
        var (code, output, error) = ShellProcess.Run("zsh", "-f", Path.Combine(folder.Path, "driver"));
        Assert.True(code == 0 && error.Length == 0, error);
        Assert.Contains(output.Split('\n'), l => l.StartsWith(expected, StringComparison.Ordinal));
        Assert.Equal(path == "group", output.Contains("files\n", StringComparison.Ordinal));
    }

    private static string Script(string shell)
    {
        var (code, output, error) = QuiverInProcess.Run("completions", shell);
        Assert.Equal((0, string.Empty), (code, error));
        return output;
    }

    // What bash offers at the end of each line, in a folder with one file and one folder.
    private static IReadOnlyList<string[]> Bash(IEnumerable<string> lines)
    {
        using var folder = new TemporaryFolder();
        folder.Write("script", Script("bash"));
        folder.Write("file.fcidump", string.Empty);
        Directory.CreateDirectory(Path.Combine(folder.Path, "folder one"));
        folder.Write("lines", string.Concat(lines.Select(l => l + "\n")));
        folder.Write("driver", """
            cd "$1" && source ./script
            while IFS= read -r line; do
              read -ra COMP_WORDS <<<"quiver $line"
              [[ $line == *' ' || -z $line ]] && COMP_WORDS+=('')
              COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
              _quiver
              printf '%s\t' "${COMPREPLY[@]}"
              echo
            done <lines
            """);
        var (code, output, error) = ShellProcess.Run("bash", Path.Combine(folder.Path, "driver"), folder.Path);
        Assert.True(code == 0 && error.Length == 0, error);
        return [.. output.TrimEnd('\n').Split('\n').Select(l => l.Split('\t', StringSplitOptions.RemoveEmptyEntries))];
    }

    private static Command Find(string path) => path.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate((Command)QuiverCommands.Root(), (c, word) => c.Subcommands.Single(s => s.Name == word));
}
