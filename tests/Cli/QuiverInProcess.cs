using Quiver.Cli.Common;

namespace Quiver.Cli.Tests;

/// <summary>
/// Runs the command inside the test's process, from the parser to the exit code: for what needs no process of its own, at a hundredth of
/// the cost. One at a time, for the console is one.
/// </summary>
internal static class QuiverInProcess
{
    private static readonly Lock Gate = new();

    public static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        lock (Gate)
        {
            var (output, error) = (Console.Out, Console.Error);
            using var written = new StringWriter();
            using var complained = new StringWriter();
            try
            {
                Console.SetOut(written);
                Console.SetError(complained);
                var code = CommandRunner.RunAsync(QuiverCommands.Root(), arguments).GetAwaiter().GetResult();
                return (code, written.ToString(), complained.ToString());
            }
            finally
            {
                Console.SetOut(output);
                Console.SetError(error);
            }
        }
    }

    /// <summary>Runs what must be refused: exit code 2, nothing on standard output, one sentence at the end of standard error.</summary>
    /// <returns>The sentence.</returns>
    public static string Refused(params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.True(code == 2, $"{string.Join(' ', arguments)}: exit {code}: {output}{error}");
        Assert.Empty(output);
        var sentence = Assert.Single(error.Split('\n'), static l => l.StartsWith("quiver: ", StringComparison.Ordinal));
        Assert.EndsWith(sentence + "\n", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", sentence, StringComparison.Ordinal);
        return sentence;
    }
}
