using System.Text.Json;
using Quiver.Core.Runs;

namespace Quiver.Cli.Reports;

/// <summary>Reads metrics over time: a JSON object a line.</summary>
internal static class MetricsReader
{
    private static readonly string[] StepNames = ["iteration", "step", "epoch"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="notes">Takes in what could not be read; a last line without an end is no fault, for its writer may be at work.</param>
    /// <returns>Its columns; null where it holds none.</returns>
    public static MetricTable? Read(string path, Notes notes)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var stepName = "line";
        var steps = new List<double>();
        var columns = new List<(string Name, List<double?> Values)>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0)
            {
                continue;
            }

            JsonDocument document;
            try
            {
                document = JsonDocument.Parse(line);
            }
            catch (JsonException)
            {
                if (reader.Peek() >= 0)
                {
                    notes.Add($"{Path.GetFileName(path)}:{number} is no JSON and was left out.");
                }

                continue;
            }

            using (document)
            {
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                {
                    notes.Add($"{Path.GetFileName(path)}:{number} is no JSON object and was left out.");
                    continue;
                }

                double? step = null;
                foreach (var member in document.RootElement.EnumerateObject())
                {
                    var value = member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetDouble() : (double?)null;
                    if (step is null && value is not null && Array.Exists(StepNames, n => member.NameEquals(n)))
                    {
                        (step, stepName) = (value, member.Name);
                        continue;
                    }

                    if (!places.TryGetValue(member.Name, out var place))
                    {
                        places[member.Name] = place = columns.Count;
                        columns.Add((member.Name, [.. Enumerable.Repeat<double?>(null, steps.Count)]));
                    }

                    columns[place].Values.Add(value is { } v && double.IsFinite(v) ? v : null);
                }

                steps.Add(step ?? number);
                foreach (var (_, values) in columns)
                {
                    // A name twice in a line counts by its last value.
                    while (values.Count > steps.Count)
                    {
                        values.RemoveAt(values.Count - 2);
                    }

                    if (values.Count < steps.Count)
                    {
                        values.Add(null);
                    }
                }
            }
        }

        var name = Path.GetFileNameWithoutExtension(path);
        name = name.EndsWith(".metrics", StringComparison.Ordinal) ? name[..^".metrics".Length] : name;
        return steps.Count == 0 ? null
            : new MetricTable(name, stepName, steps, [.. columns.Where(static c => c.Values.Exists(static v => v is not null))
                .Select(static c => (c.Name, (IReadOnlyList<double?>)c.Values))]);
    }
}
