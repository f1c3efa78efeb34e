using System.Text.Encodings.Web;
using System.Text.Json;
using Quiver.Core.Runs;

namespace Quiver.Cli.Measuring;

/// <summary>
/// Rows of <c>bench measure</c>, kept in a file as they are done (<c>--resume FILE</c>, one JSON object a line): a row is taken from there
/// where the operator's bytes, the version and every option that can change it are the same.
/// </summary>
internal sealed class MeasureBenchRows
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<string, JsonElement> known = new(StringComparer.Ordinal);
    private readonly string? path;

    /// <summary>Opens the file; a last line that was cut off is dropped.</summary>
    /// <param name="path">The file, which may not exist yet; null keeps nothing.</param>
    /// <exception cref="InputException">A line is no row.</exception>
    public MeasureBenchRows(string? path)
    {
        this.path = path;
        if (path is null || !File.Exists(path))
        {
            return;
        }

        var lines = File.ReadAllLines(path);
        foreach (var (number, line) in lines.Index())
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                known[document.RootElement.GetProperty("run").GetRawText()] = document.RootElement.GetProperty("row").Clone();
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                if (number < lines.Length - 1 || e is not JsonException)
                {
                    throw new InputException(path, number + 1, "this is no row of bench measure: name another file, or a new one.", e);
                }

                AtomicFile.WriteText(path, string.Concat(lines[..^1].Select(static l => l + "\n")));
            }
        }
    }

    /// <summary>Where a row that takes long may keep what it has reached: beside the file, one name a run; null where nothing is
    /// kept.</summary>
    public string? StateFile(RunIdentity run) => path is null
        ? null : $"{path}.{ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(run.ToJson()))[..12]}.state";

    /// <summary>The row of a run: from the file, or worked out and added to it.</summary>
    /// <param name="run">What makes the row: operator, table and options.</param>
    /// <param name="work">Works it out.</param>
    public async Task<T> GetAsync<T>(RunIdentity run, Func<Task<T>> work)
    {
        var key = run.ToJson();
        using var parsed = JsonDocument.Parse(key);
        if (known.TryGetValue(parsed.RootElement.GetRawText(), out var row))
        {
            return row.Deserialize<T>(Options)!;
        }

        var made = await work().ConfigureAwait(false);
        if (path is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var line = $"{{\"run\":{key},\"row\":{JsonSerializer.Serialize(made, Options)}}}\n";
            await File.AppendAllTextAsync(path, line).ConfigureAwait(false);
        }

        return made;
    }
}
