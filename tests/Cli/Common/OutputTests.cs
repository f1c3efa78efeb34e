using System.Diagnostics;
using System.Runtime.InteropServices;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Common;

/// <summary>What the command writes where: colours, pipes, narrow terminals, interruption.</summary>
public sealed class OutputTests
{
    private static readonly string Hydrogen = SharedData.Molecule("h2.fcidump");

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("TERM", "dumb")]
    public void Table_WithoutColours_HasNoEscapeSequence(string variable, string value)
    {
        var (code, output, error) = Run(p => p.Environment[variable] = value, "group", Hydrogen, "--method", "si,lf");
        Assert.True(code == 0, error);
        Assert.Contains("si", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output + error);
    }

    [Fact]
    public void Table_InAPipe_KeepsEveryRowOnOneLine()
    {
        var (code, output, error) = Run(p => p.Environment["COLUMNS"] = "40", "group", Hydrogen, "--method", "si,lf,dsatur");
        Assert.True(code == 0, error);
        foreach (var method in new[] { "si", "lf", "dsatur" })
        {
            var row = Assert.Single(output.Split('\n'), l => l.TrimStart().StartsWith(method + " ", StringComparison.Ordinal));
            Assert.True(row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= 7, row);
        }
    }

    [Fact]
    public void Json_OnStandardOutput_IsAloneThere()
    {
        var (code, output, error) = Run(null, "group", Hydrogen, "--method", "si", "--json", "-");
        Assert.True(code == 0, error);
        Assert.StartsWith("{", output, StringComparison.Ordinal);
        Assert.Contains("si", error, StringComparison.Ordinal);
        ResultJson.Envelope(output);
    }

    [Fact]
    public void Json_InAFolderThatIsNot_IsMadeThere()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "new", "place", "result.json");
        var (code, _, error) = Run(null, "info", Hydrogen, "--json", path);
        Assert.True(code == 0, error);
        ResultJson.Envelope(File.ReadAllText(path));
    }

    [Theory]
    [InlineData("grid", "--iterations", "1000000", "--height", "16")]
    [InlineData("bits", "--iterations", "1000000")]
    [InlineData("ising", "--iterations", "1000000", "--side", "6")]
    [InlineData("group", "h6", "--method", "annealing", "--time", "10m")]
    [InlineData("circuits", "design", "h4", "--fits", "100000000", "--time", "10m", "--verify", "no")]
    [InlineData("links", "train", "events", "--epochs", "100000", "--patience", "100000")]
    public async Task LongWork_Interrupted_EndsWith130AndOneSentence(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends a signal");
        using var folder = new TemporaryFolder();
        var events = Path.Combine(folder.Path, "events.csv");
        File.WriteAllLines(events, Enumerable.Range(0, 3000).Select(i => $"{i % 7},{10 + (i * i % 13)},{i}"));
        using var process = QuiverProcess.Start([.. arguments.Select(a => a switch
        {
            "h4" or "h6" => SharedData.Molecule(a + ".fcidump"),
            "events" => events,
            _ => a,
        })]);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        // Its first line of progress says that work has begun: whatever the machine's load, the signal comes after that.
        var first = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        var rest = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(first);
        Assert.Equal(0, Kill(process.Id, 2));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(limit.Token);
        await output;
        Assert.True(process.ExitCode == 130, $"exit {process.ExitCode}: {first}\n{await rest}");
        Assert.Single((first + "\n" + await rest).Split('\n'), l => l is "quiver: interrupted.");
    }

    private static (int Code, string Output, string Error) Run(Action<ProcessStartInfo>? prepare, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "quiver.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        prepare?.Invoke(start);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
