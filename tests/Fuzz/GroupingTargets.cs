using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.Validation;
using Quiver.LearnedGrouping;

namespace Quiver.Fuzz;

/// <summary>Files of groupings and of policies.</summary>
internal static class GroupingTargets
{
    private static readonly string[] Groupings =
    [
        "[[0, 1], [2, 3]]", "[[\"XX\", \"YY\"], [\"ZI\"], [\"IZ\"]]", "{\"partition\": [[0], [1], [2, 3]]}", "[[\"X0 X1\", \"Y0 Y1\"], [\"Z0\", \"Z1\"]]",
        "{\"tool\": \"quiver group\", \"input\": {\"qubits\": 2, \"terms\": 5, \"sha256\": \"00\"}, \"best\": {\"partition\": [[0, 1], [2, 3]], \"groups\": [[{\"label\": \"XX\", \"coefficient\": 0.5}]]}}",
        "{\"groups\": [[{\"label\": \"XX\"}, {\"label\": \"YY\"}], [{\"label\": \"ZI\"}, {\"label\": \"IZ\"}]]}",
    ];

    private static readonly string[] Words =
    [
        "[", "]", "{", "}", ",", "null", "true", "\"XX\"", "\"partition\":", "\"best\":", "\"groups\":", "\"tool\":\"quiver group\",", "\"input\":", "{\"label\":",
        "\"X0 Z99\"", "\"\"", "\"II\"", "\"\\ud800\"", "[[[[[[[[[[[[", "1e999", "-1", "1.5", "// x\n",
    ];

    /// <summary><c>check-grouping</c>.</summary>
    public static FuzzTarget Grouping()
    {
        var builder = new PauliSumBuilder(2);
        foreach (var (label, value) in new[] { ("XX", 0.5), ("YY", -0.25), ("ZI", 1.0), ("IZ", 0.125), ("II", -2.0) })
        {
            builder.Add(PauliString.Parse(label), value);
        }

        var file = new HamiltonianFile { Sum = builder.Build(), Format = "labels" };
        return new("grouping", "g.json", [.. Groupings.Select(Encoding.UTF8.GetBytes)], Words, null, path =>
        {
            var groups = GroupingReader.Read(path, file, new Notes());
            GroupingValidator.Check(file.Sum, groups, CommutationRule.FullyCommuting, null);
        });
    }

    /// <summary><c>group --policy</c>, with a checksum that fits what the file says.</summary>
    public static FuzzTarget Policy() =>
        new("grouping-policy", "p.json", [Saved(GroupingPolicy.Untrained()), Saved(GroupingPolicy.Untrained().TrainedAs("rule fc, h2.fcidump"))], Fuzz.Words.Json, null, path =>
        {
            var policy = GroupingPolicy.Load(path);
            policy.Score(new float[CandidateFeatures.Count], new float[1]);
        })
        { Repair = Repaired };

    /// <summary>Files as gzip packs them.</summary>
    public static byte[][] Packed(byte[][] files) => Array.ConvertAll(files, file =>
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(file);
        }

        return memory.ToArray();
    });

    private static byte[] Saved(GroupingPolicy policy)
    {
        var path = Path.GetTempFileName();
        policy.Save(path);
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    /// <summary>The mutated weights, saved anew; the bytes themselves where they are no weights any more.</summary>
    private static byte[] Repaired(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            float[] Weights(string name) => [.. document.RootElement.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];
            var policy = new GroupingPolicy(Weights("W1"), Weights("B1"), Weights("W2"), Weights("B2"), Weights("W3"));
            return Saved(document.RootElement.TryGetProperty("TrainedFor", out var words) && words.GetString() is { } text ? policy.TrainedAs(text) : policy);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or FormatException or InputException)
        {
            return bytes;
        }
    }
}
