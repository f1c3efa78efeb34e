using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Training;

namespace Quiver.Cli.Common;

/// <summary>Parses, runs and turns every outcome into an exit code: 0, 1 failure, 2 bad input, 130 interrupted, 143 terminated.</summary>
internal static class CommandRunner
{
    public const int Failure = 1;
    public const int BadInput = 2;
    public const int Interrupted = 130;

    /// <summary>Exit code after SIGTERM.</summary>
    public const int Terminated = 143;

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var resume = RunResume.Asked(args);
        try
        {
            if (!resume)
            {
                return await ParsedAsync(root, ConfigurationFile.Expand(root, args), null).ConfigureAwait(false);
            }

            if (RunResume.Arguments(args) is not { } begun)
            {
                await Console.Error.WriteLineAsync($"{args[1]} is finished: nothing is left to do.").ConfigureAwait(false);
                return 0;
            }

            return await ParsedAsync(root, begun, Path.GetFullPath(args[1], RunResume.From)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return await ReportAsync(
                e, args.Contains(CommonOptions.Verbose.Name, StringComparer.Ordinal), IsBadInput(e) ? BadInput : Failure)
                .ConfigureAwait(false);
        }
    }

    // The command line as it was begun, and the run folder it goes on with.
    private static async Task<int> ParsedAsync(RootCommand root, string[] args, string? folder)
    {
        var words = folder is null ? args : [.. WordsOf.Without(args, CommonOptions.Run.Name), CommonOptions.Run.Name, folder];
        var parsed = root.Parse(words.Length == 0 ? ["--help"] : words);
        if (await FaultAsync(parsed).ConfigureAwait(false))
        {
            return BadInput;
        }

        if (parsed.GetValue(CommonOptions.PrintConfig))
        {
            Console.Out.Write(ConfigurationFile.ToJson(ConfigurationReader.Of(parsed)).ToJsonString(ConfigurationFile.Layout) + "\n");
            return 0;
        }

        using var run = RunFolder.Open(parsed, args, folder is not null);
        if (run is not null)
        {
            parsed = root.Parse(run.Extend(parsed, words, folder is not null));
        }

        RunEnvelope.Begin(parsed, args);
        var code = await InvokeAsync(parsed).ConfigureAwait(false);
        try
        {
            run?.Close(code);
        }
        catch (IOException) when (code != 0)
        {
            // What went wrong has been said; on a full disk its end cannot be written down as well, and the run goes on from what it kept.
        }

        return code;
    }

    // Says the first thing that is wrong with a command line; false where nothing is.
    private static async Task<bool> FaultAsync(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0)
        {
            await ComplainAsync($"{OneLine(Complaint(parsed))} {Hint(parsed)}").ConfigureAwait(false);
            return true;
        }

        // Where a command takes files, a mistyped flag would be one; a file of such a name is written ./--name.
        var arguments = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens);
        if (arguments.FirstOrDefault(t => t.Value.StartsWith("--", StringComparison.Ordinal)) is { } flag)
        {
            await ComplainAsync($"Unrecognized option '{flag.Value}'. {Hint(parsed)}").ConfigureAwait(false);
            return true;
        }

        if (NumberRanges.FirstNotFinite(parsed) is { } option)
        {
            await ComplainAsync($"{option} must be a finite number. {Hint(parsed)}").ConfigureAwait(false);
            return true;
        }

        if (OutputTargets.FirstFault(parsed) is { } fault)
        {
            await ComplainAsync(fault).ConfigureAwait(false);
            return true;
        }

        return false;
    }

    private static Task ComplainAsync(string text) => Console.Error.WriteLineAsync($"{ProgramName.Value}: {text}");

    private static string Hint(ParseResult parsed) => $"Try '{ProgramName.HelpOf(parsed.CommandResult)}'.";

    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        var verbose = parsed.GetValue(CommonOptions.Verbose);
        if (parsed.GetValue(CommonOptions.LibTorch) is { } folder)
        {
            Environment.SetEnvironmentVariable(TorchLibrary.FolderVariable, folder);
        }

        using var stop = new CancellationTokenSource();
        var code = Interrupted;
        void Stop(PosixSignalContext context)
        {
            // The first signal asks the work to stop cleanly; a second one ends the process.
            context.Cancel = !stop.IsCancellationRequested;
            code = context.Signal == PosixSignal.SIGTERM ? Terminated : Interrupted;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await ComplainAsync(code == Terminated ? "terminated." : "interrupted.").ConfigureAwait(false);
            return code;
        }
        catch (Exception e) when (IsBadInput(Cause(e)))
        {
            return await ReportAsync(Cause(e), verbose, BadInput).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return await ReportAsync(Cause(e), verbose, Failure).ConfigureAwait(false);
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

    // What went wrong in several threads is told once.
    private static Exception Cause(Exception e) => e is AggregateException several ? several.Flatten().InnerExceptions[0] : e;

    private static bool IsBadInput(Exception e) =>
        e is InputException or TrainingDivergedException or TorchUnavailableException or FileNotFoundException or DirectoryNotFoundException
            or UnauthorizedAccessException;

    private static async Task<int> ReportAsync(Exception e, bool verbose, int code)
    {
        var text = verbose ? e.ToString() : FlagNames.In(TorchFault.Describe(e) ?? FullDisk(e) ?? OneLine(e.Message));
        await ComplainAsync(text).ConfigureAwait(false);
        return code;
    }

    // ENOSPC, EDQUOT; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private static string? FullDisk(Exception e) =>
        e is IOException { HResult: 28 or 122 or unchecked((int)0x80070027) or unchecked((int)0x80070070) }
        ? OneLine(e.Message).TrimEnd('.') + ": free some space"
            + (RunFolder.Current is { } run ? $", and continue by '{ProgramName.Value} --resume {run.Folder}'." : ", and run it again.")
        : null;

    private static string OneLine(string text) =>
        string.Join(' ', text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
