using System.Diagnostics;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Docs;

/// <summary>Code that the documentation shows is code that runs: C# stands in a sample, Python reads our files.</summary>
public sealed class ShownSnippetTests
{
    [Fact]
    public void EverySnippetOfCSharp_StandsInASample()
    {
        var samples = Directory.EnumerateFiles(Path.Combine(SharedData.Repository, "samples"), "*.cs")
            .Select(static f => Joined(File.ReadAllLines(f))).ToArray();
        var (faults, count) = (new List<string>(), 0);
        foreach (var page in MarkdownFile.All)
        {
            foreach (var (_, line, lines) in page.Blocks().Where(static b => b.Language is "csharp" or "cs"))
            {
                count++;

                // Parts between empty lines may stand apart in the sample, but in one; so may the lines that name what is used.
                var parts = Joined([.. lines.Where(static l => !IsUse(l))]).Trim('\n').Split("\n\n").Concat(lines.Where(IsUse))
                    .Select(static p => "\n" + p.Trim('\n') + "\n").ToArray();
                if (!samples.Any(s => parts.All(p => s.Contains(p, StringComparison.Ordinal))))
                {
                    faults.Add($"{page.Name}:{line}: stands in no sample");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(count > 15, $"only {count} snippets were found");
    }

    [Fact]
    public void SnippetsForUsersOfOtherTools_ReadOurFiles()
    {
        using var folder = new TemporaryFolder();
        Assert.SkipUnless(Python(folder, "import json") == string.Empty, "no Python on this machine");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "data"), Path.Combine(SharedData.Repository, "data"));
        var page = MarkdownFile.All.Single(static p => p.Name is "docs/for-users-of.md");
        foreach (var (language, line, lines) in page.Blocks())
        {
            if (language is "python")
            {
                // The other tools need not be there: a stand-in takes what ours hands over.
                Assert.Equal((line, string.Empty), (line, Python(folder, StandIns + string.Join('\n', lines))));
                continue;
            }

            foreach (var text in lines.Where(static l => l.StartsWith("quiver ", StringComparison.Ordinal)))
            {
                using var process = QuiverProcess.Start(s => s.WorkingDirectory = folder.Path, text.Split(" #")[0].Trim().Split(' ')[1..]);
                var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
                _ = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                Assert.True(process.ExitCode == 0, $"{text}: {error.Result}");
            }
        }
    }

    private const string StandIns = """
        import sys, types
        class Anything:
            def __init__(self, *a, **k): pass
            def __getattr__(self, name): return lambda *a, **k: Anything()
            def __add__(self, other): return self
            def __radd__(self, other): return self
        for name in ["qiskit", "qiskit.quantum_info", "pennylane", "openfermion"]:
            module = types.ModuleType(name)
            module.__getattr__ = lambda attribute: Anything() if attribute != "QubitOperator" else Anything
            sys.modules[name] = module

        """;

    private static bool IsUse(string line) =>
        line.StartsWith("using Quiver.", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('=', StringComparison.Ordinal);

    private static string Joined(string[] lines) => "\n" + string.Join('\n', lines.Select(static l => l.TrimEnd())) + "\n";

    // What it complains of; nothing where it is content.
    private static string Python(TemporaryFolder folder, string script)
    {
        var start = new ProcessStartInfo("python3") { WorkingDirectory = folder.Path, RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(folder.Write("snippet.py", script));
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? string.Empty : error + output.Result;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "no Python";
        }
    }
}
