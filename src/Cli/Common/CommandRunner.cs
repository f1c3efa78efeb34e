using System.CommandLine;
using System.CommandLine.Parsing;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Training;

namespace Quiver.Cli.Common;

/// <summary>Parses, runs and turns every outcome into an exit code: 0, 1 failure, 2 bad input, 130 interrupted.</summary>
internal static class CommandRunner
{
    public const int Failure = 1;
    public const int BadInput = 2;
    public const int Interrupted = 130;

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"quiver: {OneLine(Complaint(parsed))} Try 'quiver --help'.")
                .ConfigureAwait(false);
            return BadInput;
        }

        // Where a command takes files, a mistyped flag would be one; a file of such a name is written ./--name.
        var arguments = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens);
        if (arguments.FirstOrDefault(t => t.Value.StartsWith("--", StringComparison.Ordinal)) is { } flag)
        {
            await Console.Error.WriteLineAsync($"quiver: Unrecognized option '{flag.Value}'. Try 'quiver --help'.").ConfigureAwait(false);
            return BadInput;
        }

        if (NumberRanges.FirstNotFinite(parsed) is { } option)
        {
            await Console.Error.WriteLineAsync($"quiver: {option} must be a finite number. Try 'quiver --help'.").ConfigureAwait(false);
            return BadInput;
        }

        if (OutputTargets.FirstFault(parsed) is { } fault)
        {
            await Console.Error.WriteLineAsync("quiver: " + fault).ConfigureAwait(false);
            return BadInput;
        }

        RunEnvelope.Begin(parsed, args);
        var verbose = parsed.GetValue(CommonOptions.Verbose);
        if (parsed.GetValue(CommonOptions.LibTorch) is { } folder)
        {
            Environment.SetEnvironmentVariable(TorchLibrary.FolderVariable, folder);
        }

        using var stop = new CancellationTokenSource();
        ConsoleCancelEventHandler onCancel = (_, e) =>
        {
            // The first Ctrl-C asks the work to stop cleanly; a second one ends the process.
            e.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        };
        Console.CancelKeyPress += onCancel;
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("quiver: interrupted.").ConfigureAwait(false);
            return Interrupted;
        }
        catch (Exception e) when (IsBadInput(e))
        {
            return await ReportAsync(e, verbose, BadInput).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return await ReportAsync(e, verbose, Failure).ConfigureAwait(false);
        }
        finally
        {
            Console.CancelKeyPress -= onCancel;
        }
    }

    // A word that nothing takes is the cause of all else: of "Required command was not provided", for example.
    private static string Complaint(ParseResult parsed) => parsed.UnmatchedTokens.Count > 0
        ? $"Unrecognized command or argument '{parsed.UnmatchedTokens[0]}'." : Named(parsed.Errors[0]);

    // What is wrong with a value names its option.
    private static string Named(ParseError error)
    {
        var text = NumberRanges.Plain(error.Message);
        var option = (error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult)?.Option;
        return option is null || text.Contains(option.Name, StringComparison.Ordinal) ? text : $"{option.Name}: {text}";
    }

    private static bool IsBadInput(Exception e) =>
        e is InputException or TrainingDivergedException or TorchUnavailableException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException;

    private static async Task<int> ReportAsync(Exception e, bool verbose, int code)
    {
        var text = verbose ? e.ToString() : FlagNames.In(TorchFault.Describe(e) ?? OneLine(e.Message));
        await Console.Error.WriteLineAsync("quiver: " + text).ConfigureAwait(false);
        return code;
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
