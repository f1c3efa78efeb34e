using System.Text.Json;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Reports;

/// <summary>
/// Reads what a report shows: run folders, folders of <c>--out</c>, folders of runs and sweeps, single files of results and metrics.
/// </summary>
internal static class ReportReader
{
    /// <summary>The most runs and results one page shows.</summary>
    public const int Most = 200;

    /// <summary>Everything at the given places, in their order.</summary>
    /// <exception cref="InputException">A place does not exist, or holds nothing to show.</exception>
    public static IReadOnlyList<ReportSource> Read(IEnumerable<string> places) =>
        [.. places.Distinct(StringComparer.Ordinal).SelectMany(static p => Directory.Exists(p) ? Folder(p) : [File(p)])];

    private static IReadOnlyList<ReportSource> Folder(string folder)
    {
        if (RunFiles.IsRun(folder))
        {
            return [Run(folder)];
        }

        var own = Loose(folder);
        var runs = RunFiles.Below(folder);
        IReadOnlyList<ReportSource> all = [.. own, .. runs.Take(Most).Select(Run)];
        if (runs.Count > Most)
        {
            var note = $"{folder} holds {runs.Count} runs; the first {Most} are shown.";
            all = [all[0] with { Notes = [.. all[0].Notes, note] }, .. all.Skip(1)];
        }

        return all.Count > 0 ? all : throw new InputException(
            $"{folder} holds nothing to report: no run.json, no result in JSON, no metrics.jsonl, here or in its folders.");
    }

    private static ReportSource Run(string folder)
    {
        var record = RunFiles.Read(folder);
        var source = Around(folder) with
        {
            Command = "quiver " + WordsOf.Line(WordsOf.Without(record.CommandLine, CommonOptions.Run.Name)),
            Version = record.Version,
            Seed = record.Seed,
            Device = record.Device,
            Inputs = record.Inputs,
            Record = record,
            State = RunFiles.State(folder, record),
        };
        var result = Path.Combine(folder, RunFiles.Result);
        if (!System.IO.File.Exists(result))
        {
            return source;
        }

        // The command line of run.json is the one that was typed; that of the result may name places inside the folder.
        return Parsed(result, source.With) with { Command = source.Command };
    }

    // A folder that --out wrote: each envelope in it is a result; metrics and pictures go with the first.
    private static IReadOnlyList<ReportSource> Loose(string folder)
    {
        var around = Around(folder);
        var found = new List<ReportSource>();

        // Beside result.json, grouping.json and the like hold parts of it.
        var whole = Path.Combine(folder, RunFiles.Result);
        foreach (var file in System.IO.File.Exists(whole) ? [whole] : Files(folder, "*.json"))
        {
            try
            {
                var own = found.Count == 0 ? around : new ReportSource { Name = file };
                if (Parsed(file, root => ResultEnvelope.IsEnvelope(root) ? own.With(root) : null) is { } result)
                {
                    found.Add(result);
                }
            }
            catch (InputException e)
            {
                around = around with { Notes = [.. around.Notes, e.Message] };
            }
        }

        return found.Count > 0 || (around.Metrics.Count == 0 && around.Pictures.Count == 0) ? found : [around];
    }

    private static ReportSource File(string path)
    {
        if (!System.IO.File.Exists(path))
        {
            throw new InputException($"There is no file or folder {path}.");
        }

        if (Path.GetExtension(path) is ".jsonl")
        {
            var notes = new Notes();
            var metrics = MetricsReader.Read(path, notes)
                ?? throw new InputException(path, 0, "this holds no metrics: a JSON object a line is expected.");
            return new ReportSource { Name = path, Metrics = [metrics], Notes = [.. notes.Sentences] };
        }

        return Parsed(path, root => ResultEnvelope.IsEnvelope(root) ? new ReportSource { Name = path }.With(root) : null)
            ?? throw new InputException(path, 0, "this is no result: a file of --json, metrics in .jsonl, or a folder is expected.");
    }

    // What lies beside a result.
    private static ReportSource Around(string folder)
    {
        var notes = new Notes();
        var metrics = Files(folder, "*.jsonl").Where(static f => f.EndsWith(RunFiles.Metrics, StringComparison.Ordinal))
            .Select(f => MetricsReader.Read(f, notes)).OfType<MetricTable>().ToArray();
        var pictures = ReportPictures.Of(folder, metrics.Length > 0, notes);
        return new ReportSource { Name = folder, Metrics = metrics, Pictures = pictures, Notes = [.. notes.Sentences] };
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal);

    private static T Parsed<T>(string path, Func<JsonElement, T> take)
    {
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            return take(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new InputException(path, (e.LineNumber ?? -1) + 1, "this is no JSON.", e);
        }
        catch (InvalidOperationException e)
        {
            // Half of a character that takes two, as \ud800, is JSON and no text.
            throw new InputException(path, 0, "a text in it is no text.", e);
        }
    }
}
