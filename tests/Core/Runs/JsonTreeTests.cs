using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CsCheck;
using Quiver.Core.Runs;

namespace Quiver.Core.Tests.Runs;

/// <summary>The walk over properties against the serializer.</summary>
public sealed class JsonTreeTests
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Gen<Row> Rows =
        from name in Gen.String
        from number in Gen.Double
        from single in Gen.Float
        from whole in Gen.Long
        from count in Gen.Int
        from some in Gen.Bool
        from values in Gen.Double.Array[0, 4]
        from words in Gen.String.Array[0, 3]
        select new Row(name, number, some ? null : number, whole, some ? count : null, some, values, [.. words], some ? null : new { Single = single, Url = "<é & 'x'>" })
        {
            Order = (DayOfWeek)(count & 3),
        };

    [Fact]
    public void Walk_OfAnyRow_IsWhatTheSerializerWrites() => Rows.Array[0, 4].Sample(rows =>
    {
        foreach (var options in new[] { Layout, JsonSerializerOptions.Default })
        {
            object document = options == Layout
                ? new { Rows = rows, Table = new Dictionary<string, object?>(StringComparer.Ordinal) { ["a B"] = 1, ["n"] = null }, Node = new JsonObject { ["x"] = 1.5 } }
                : new { Names = rows.Select(r => r.Name), Counts = rows.Select(r => r.Count) };
            Assert.Equal(JsonSerializer.Serialize(document, options), JsonTree.Walk(document, options));
        }
    }, iter: 200);

    [Fact]
    public void Walk_OfAnEnvelope_IsWhatTheSerializerWrites()
    {
        var envelope = new ResultEnvelope("tool", "command") { Seed = 3, Inputs = [new InputFile("a", null)], Notes = ["n"], Results = new { Nan = double.NaN, Up = double.PositiveInfinity, Down = double.NegativeInfinity } };
        Assert.Equal(envelope.ToJson(), JsonTree.Walk(envelope, Layout).ReplaceLineEndings("\n") + "\n");
    }

    private sealed record Row(
        string Name, double Number, double? Maybe, long Whole, int? Count, bool Flag, double[] Values, ImmutableArray<string> Words, object? More)
    {
        [JsonPropertyOrder(-1)]
        public DayOfWeek Order { get; init; }

        [JsonIgnore]
        public string Hidden => "hidden";

        [JsonPropertyName("renamed")]
        public int Other { get; init; } = 7;
    }
}
