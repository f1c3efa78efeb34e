using System.CommandLine;
using System.Text.RegularExpressions;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Docs;

/// <summary>Command lines that the documentation shows: all of them are understood, and those of the tutorials run.</summary>
public sealed partial class ShownCommandTests
{
    // What takes longer than a test may; .ci/smoke runs the training.
    private static readonly string[] TooLong = ["quiver links train data/temporal/quiver-git.csv"];

    public static TheoryData<string> Tutorials =>
        [.. MarkdownFile.All.Where(static p => p.Name.StartsWith("docs/tutorials/", StringComparison.Ordinal)).Select(static p => p.Name)];

    [Fact]
    public void EveryCommandLine_NamesCommandsAndOptionsThatExist()
    {
        var (faults, count) = (new List<string>(), 0);
        foreach (var page in MarkdownFile.All)
        {
            // Options of older versions stand in the changelog.
            if (page.Name is "CHANGELOG.md")
            {
                continue;
            }

            foreach (var (line, text) in Lines(page).Concat(page.Code().Where(static c => c.Code.StartsWith("quiver ", StringComparison.Ordinal))))
            {
                count++;
                if (Fault(text) is { } fault)
                {
                    faults.Add($"{page.Name}:{line}: {text}: {fault}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(count > 100, $"only {count} command lines were found");
    }

    [Fact]
    public void WholeCommandLines_AreAccepted()
    {
        var (faults, count) = (new List<string>(), 0);
        foreach (var page in MarkdownFile.All.Where(static p => p.Name is not "CHANGELOG.md"))
        {
            foreach (var (line, text) in Lines(page).Where(static l => !Placeholder().IsMatch(l.Text)))
            {
                count++;
                var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
                var parsed = QuiverCommands.Root().Parse(words);
                faults.AddRange(parsed.Errors.Where(_ => words[0] is not "--resume").Select(e => $"{page.Name}:{line}: {text}: {e.Message}"));
                faults.AddRange(words.Where(static w => w.StartsWith("data/", StringComparison.Ordinal) && !w.Contains('*', StringComparison.Ordinal))
                    .Where(static w => !File.Exists(Path.Combine(SharedData.Repository, w))).Select(w => $"{page.Name}:{line}: there is no {w}"));
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(count > 30, $"only {count} whole command lines were found");
    }

    [Theory]
    [MemberData(nameof(Tutorials))]
    public void TutorialsCommands_Run_OneAfterAnother(string name)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "data"), Path.Combine(SharedData.Repository, "data"));
        var lines = Lines(MarkdownFile.All.Single(p => p.Name == name)).Select(static l => l.Text).Except(TooLong).ToArray();
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            using var process = QuiverProcess.Start(s => s.WorkingDirectory = folder.Path, line.Split(' ')[1..]);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            _ = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"{line}: {error.Result}");
        }
    }

    // The lines of blocks that begin with the program, without what a shell would take as a comment.
    private static IEnumerable<(int Line, string Text)> Lines(MarkdownFile page) => page.Blocks()
        .Where(static b => b.Language is "" or "bash" or "sh").SelectMany(static b => b.Lines.Index().SelectMany(l => l.Item.Split("&&")
            .Select(static part => part.Split(" #")[0].Trim()).Where(static part => part.StartsWith("quiver ", StringComparison.Ordinal))
            .Select(part => (b.Line + l.Index, part))));

    // The first word that nothing takes; null where all do.
    private static string? Fault(string line)
    {
        Command command = QuiverCommands.Root();
        var options = new List<Option>(command.Options);
        var descending = true;
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])
        {
            var name = word.Trim('[', ']', ',', '.', ';', '\'', '"').Split('=')[0];
            if (name.StartsWith("--", StringComparison.Ordinal) && name.Length > 2)
            {
                if (!options.Exists(o => o.Name == name || o.Aliases.Contains(name)))
                {
                    return $"there is no option {name}";
                }

                descending = false;
            }
            else if (descending && command.Subcommands.Count > 0)
            {
                var choices = name.Split('|');
                if (choices.FirstOrDefault(c => command.Subcommands.All(s => s.Name != c)) is { } stranger)
                {
                    return stranger is "" or "COMMAND" || stranger.Contains('…', StringComparison.Ordinal) ? null : $"there is no command {stranger}";
                }

                command = command.Subcommands.Single(s => s.Name == choices[0]);
                options = [.. options.Where(static o => o.Recursive), .. command.Options];
            }
        }

        return null;
    }

    // Words in capitals, dots and brackets stand for something else.
    [GeneratedRegex(@"\b[A-Z]{2,}\b|…|\.\.\.|[\[\]{}<>|*]| [A-Z]( |$)", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
