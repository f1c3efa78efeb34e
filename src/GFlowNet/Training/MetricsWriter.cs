using System.Buffers;
using System.Text;
using System.Text.Json;
using Quiver.Core.Runs;
using TorchSharp;

namespace Quiver.GFlowNet.Training;

/// <summary>Writes metrics as JSON lines and for TensorBoard.</summary>
internal sealed class MetricsWriter : IDisposable
{
    private readonly StreamWriter? lines;
    private readonly TorchSharp.Modules.SummaryWriter? board;

    /// <summary>What the file had of iterations up to the one at which it was opened, oldest first.</summary>
    public IReadOnlyList<MetricRecord> Earlier { get; } = [];

    /// <summary>Opens the files; lines of iterations after <paramref name="iteration"/> are dropped (a killed run may have written past its
    /// checkpoint).</summary>
    public MetricsWriter(string? file, string? boardFolder, long iteration)
    {
        if (file is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            Earlier = Trim(file, iteration);
            lines = new StreamWriter(file, append: true, new UTF8Encoding(false)) { AutoFlush = true };
        }

        board = boardFolder is null ? null : torch.utils.tensorboard.SummaryWriter(boardFolder, createRunName: false);
    }

    public void Write(MetricRecord record)
    {
        if (lines is not null)
        {
            lines.WriteLine(Line(record));
        }

        foreach (var (name, value) in record.Values)
        {
            if (double.IsFinite(value))
            {
                board?.add_scalar(name, (float)value, (int)record.Iteration);
            }
        }
    }

    public void Dispose() => lines?.Dispose();

    private static string Line(MetricRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("iteration", record.Iteration);
        foreach (var (name, value) in record.Values)
        {
            if (double.IsFinite(value))
            {
                json.WriteNumber(name, value);
            }
            else
            {
                json.WriteNull(name);
            }
        }

        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static List<MetricRecord> Trim(string file, long iteration)
    {
        var records = new List<MetricRecord>();
        if (!File.Exists(file))
        {
            return records;
        }

        var kept = new StringBuilder();
        foreach (var line in File.ReadLines(file))
        {
            if (Read(line) is { } record && record.Iteration <= iteration)
            {
                records.Add(record);
                kept.Append(line).Append('\n');
            }
        }

        AtomicFile.WriteText(file, kept.ToString());
        return records;
    }

    private static MetricRecord? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var values = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject().Where(p => p.Name != "iteration"))
            {
                values[property.Name] = property.Value.ValueKind == JsonValueKind.Null ? double.NaN : property.Value.GetDouble();
            }

            return new MetricRecord(document.RootElement.GetProperty("iteration").GetInt64(), values);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Half a line of a killed run, or something else: not ours to keep.
            return null;
        }
    }
}
