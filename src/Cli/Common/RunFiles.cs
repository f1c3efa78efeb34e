using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary>The files of a run folder, and how they are read and written.</summary>
internal static class RunFiles
{
    public const string Record = "run.json";
    public const string Result = "result.json";
    public const string Metrics = "metrics.jsonl";
    public const string Checkpoints = "checkpoints";
    public const string Plots = "plots";
    private const string Held = "run.lock";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static bool IsRun(string folder) => File.Exists(Path.Combine(folder, Record));

    public static void Write(string folder, RunRecord record) => AtomicFile.WriteText(
        Path.Combine(folder, Record), JsonTree.Write(record, Layout).ReplaceLineEndings("\n") + "\n");

    /// <summary>Reads <c>run.json</c>.</summary>
    /// <exception cref="InputException">The folder is no run, or the file is damaged.</exception>
    public static RunRecord Read(string folder)
    {
        var path = Path.Combine(folder, Record);
        if (!File.Exists(path))
        {
            throw new InputException(
                Directory.Exists(folder) ? $"{folder} is no run: it holds no {Record}." : $"There is no folder {folder}.");
        }

        try
        {
            return Of(JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new FormatException("no object"));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new InputException(path, ((e as JsonException)?.LineNumber ?? -1) + 1, "this is no record of a run.", e);
        }
    }

    /// <summary>Takes back what the beginning of a run wrote, if nothing else was written since.</summary>
    public static void Forget(string folder)
    {
        File.Delete(Path.Combine(folder, Record));
        var checkpoints = Path.Combine(folder, Checkpoints);
        if (Directory.Exists(checkpoints) && !Directory.EnumerateFileSystemEntries(checkpoints).Any())
        {
            Directory.Delete(checkpoints);
        }

        if (Directory.EnumerateFileSystemEntries(folder).All(static f => Path.GetFileName(f) is Held))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>All runs in a folder and below it, in the order of their paths; the folder itself where it is one.</summary>
    /// <exception cref="InputException">There is no such folder.</exception>
    public static IReadOnlyList<string> Below(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException(File.Exists(folder) ? $"{folder}: this is a file; name a folder." : $"There is no folder {folder}.");
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 6 };
        var files = Directory.EnumerateFiles(folder, Record, options);
        return [.. files.Select(static f => Path.GetDirectoryName(f)!).Order(StringComparer.Ordinal)];
    }

    /// <summary>How a run stands now; a run whose process is gone counts as killed.</summary>
    public static RunState State(string folder, RunRecord record)
    {
        if (!Enum.TryParse<RunState>(record.State, ignoreCase: true, out var state) || state != RunState.Running)
        {
            return state;
        }

        using var held = TryLock(folder);
        return held is null ? RunState.Running : RunState.Killed;
    }

    /// <summary>Takes a run folder for this process until the stream is closed; null where another process has it.</summary>
    /// <remarks>The file stays: whoever deleted it could take it from under another process that waits for it.</remarks>
    public static FileStream? TryLock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, Held), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            return null;
        }
    }

    // By hand, for a program that is compiled ahead of time has no serializer for our types.
    private static RunRecord Of(JsonObject o)
    {
        JsonNode Member(JsonNode? node, string name) => node?[name] ?? throw new FormatException($"no {name}");
        string Text(string name) => Member(o, name).GetValue<string>();
        DateTime? Time(string name) => o[name] is { } time
            ? DateTime.Parse(time.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
            : null;
        var machine = Member(o, "machine");
        return new RunRecord
        {
            Version = Text("version"),
            CommandLine = [.. Member(o, "commandLine").AsArray().Select(static w => w!.GetValue<string>())],
            Directory = Text("directory"),
            Configuration = Member(o, "configuration").DeepClone().AsObject(),
            Seed = o["seed"]?.GetValue<long>(),
            Device = Text("device"),
            Inputs = [.. Member(o, "inputs").AsArray().Select(i =>
                new InputFile(Member(i, "path").GetValue<string>(), i!["sha256"]?.GetValue<string>()))],
            Machine = new RunMachine(
                Member(machine, "host").GetValue<string>(), Member(machine, "runtime").GetValue<string>(),
                Member(machine, "system").GetValue<string>(), Member(machine, "processors").GetValue<int>()),
            State = Text("state"),
            ExitCode = o["exitCode"]?.GetValue<int>(),
            Started = Time("started") ?? throw new FormatException("no started"),
            Ended = Time("ended"),
            Seconds = Member(o, "seconds").GetValue<double>(),
            Attempts = Member(o, "attempts").GetValue<int>(),
            Process = Member(o, "process").GetValue<int>(),
        };
    }
}
