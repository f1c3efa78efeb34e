using System.Text.Json;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Runs;

/// <summary>The numbers of a result, each under the path that leads to it, such as <c>methods[si].groups</c>.</summary>
internal static class ResultFigures
{
    private static readonly string[] Names = ["method", "model", "name", "seed", "estimator", "case"];

    /// <summary>The figures of a run's <c>result.json</c>; none where it has no result.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="varied">What differs between the runs that are set side by side: rows do not go by its name.</param>
    public static IReadOnlyDictionary<string, double> Of(string folder, IEnumerable<string>? varied = null)
    {
        string[] names = [.. Names.Except(varied ?? [], StringComparer.Ordinal)];
        var path = Path.Combine(folder, RunFiles.Result);
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return figures;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            Add(ResultEnvelope.ResultsOf(document.RootElement), string.Empty, names, figures);
            return figures;
        }
        catch (JsonException e)
        {
            throw new InputException(path, (e.LineNumber ?? -1) + 1, "this is no JSON.", e);
        }
    }

    private static void Add(JsonElement element, string path, string[] names, Dictionary<string, double> figures)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                figures[path] = element.GetDouble();
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Add(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", names, figures);
                }

                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0 && element[0].ValueKind == JsonValueKind.Object:
                // A table: its rows go by their names, so that two tables with other rows still compare, or else by their places.
                foreach (var (i, row) in element.EnumerateArray().Index())
                {
                    var name = RowName(row, names) ?? i.ToString(System.Globalization.CultureInfo.InvariantCulture);
                    Add(row, $"{path}[{name}]", names, figures);
                }

                break;
            default:
                break;
        }
    }

    private static string? RowName(JsonElement row, string[] names) => names
        .Select(n => row.TryGetProperty(n, out var v) && v.ValueKind is JsonValueKind.String or JsonValueKind.Number ? v.ToString() : null)
        .FirstOrDefault(static n => n is not null);
}
