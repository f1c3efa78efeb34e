using System.Globalization;
using System.Text.Json;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// Reads counts of one circuit from JSON: a map of bit strings (or Qiskit's hexadecimal numbers) to counts, bare or as <c>"counts"</c>; a
/// Qiskit result (<c>results[0].data.counts</c>); the JSON of <c>quiver circuits run --shots</c>; or a list of bit strings, one a shot.
/// </summary>
public static class CountsReader
{
    private const int MostBytes = 1 << 30;
    private const double MostShots = 1e15;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="qubits">Number of qubits, at most 64.</param>
    /// <param name="firstQubitLeft">Whether the leftmost bit is qubit 0; false for Qiskit's order, in which the rightmost is.
    /// Hexadecimal numbers are always Qiskit's.</param>
    /// <returns>Basis indices (qubit 0 most significant) ascending, with their counts; at least one shot.</returns>
    /// <exception cref="InputException">The file is missing, holds no counts, or counts of another number of qubits.</exception>
    public static IReadOnlyList<(ulong Outcome, long Count)> Read(string path, int qubits, bool firstQubitLeft) =>
        Read(path, qubits, firstQubitLeft, out _);

    /// <summary>The same, and whether the order of the bits that was asked for mattered: some formats say it themselves.</summary>
    internal static IReadOnlyList<(ulong Outcome, long Count)> Read(string path, int qubits, bool firstQubitLeft, out bool isOrderUsed)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"{path}: there is no such file.");
        }

        if (new FileInfo(path).Length > MostBytes)
        {
            throw new InputException($"{path}: more than 1 GiB of counts; give a map of outcomes to counts instead of a list of shots.");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var counts = new SortedDictionary<ulong, long>();
            isOrderUsed = Collect(document.RootElement, path, qubits, firstQubitLeft, counts);
            if (counts.Values.Sum(static c => (double)c) > MostShots || counts.Values.Any(static c => c < 0))
            {
                throw new InputException(path, 0, "a count is negative, or there are more than 10^15 shots.");
            }

            return counts.Values.Any(static c => c > 0)
                ? [.. counts.Select(static p => (p.Key, p.Value))]
                : throw new InputException($"{path}: there is not one shot in this file.");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: this is no JSON: {e.Message}");
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InputException(path, 0, "an entry of results.classical is not of the form {\"bits\": \"01\", \"count\": 1}.", e);
        }
    }

    // Tells whether the order was needed.
    private static bool Collect(JsonElement element, string path, int qubits, bool left, SortedDictionary<ulong, long> counts)
    {
        var needed = false;
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var shot in element.EnumerateArray())
            {
                Add(
                    shot.ValueKind == JsonValueKind.String
                        ? shot.GetString()!
                        : throw new InputException($"{path}: a list of counts holds bit strings, not {shot.ValueKind}."),
                    1, left);
            }

            return needed;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new InputException(
                $"{path}: counts are a map of bit strings to numbers or a list of bit strings, not {element.ValueKind}.");
        }

        if (element.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array)
        {
            if (results.GetArrayLength() != 1 || results[0].ValueKind != JsonValueKind.Object
                || !results[0].TryGetProperty("data", out var data))
            {
                throw new InputException(
                    $"{path}: a Qiskit result of one circuit is needed, not of {results.GetArrayLength()}: write one file per group.");
            }

            Collect(data, path, qubits, false, counts);
            return false;
        }

        if (results.ValueKind == JsonValueKind.Object && results.TryGetProperty("classical", out var rows)
            && rows.ValueKind == JsonValueKind.Array)
        {
            // This program's own results: bit 0 first.
            foreach (var row in rows.EnumerateArray())
            {
                Add(row.GetProperty("bits").GetString() ?? string.Empty, row.GetProperty("count").GetInt64(), true);
            }

            return false;
        }

        if (element.TryGetProperty("counts", out var inner))
        {
            return Collect(inner, path, qubits, left, counts);
        }

        foreach (var entry in element.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt64(out var count)
                || count is < 0 or > (long)MostShots)
            {
                throw new InputException($"{path}: '{entry.Name}' has no count that is a whole number from 0 to 10^15.");
            }

            if (count > 0)
            {
                Add(entry.Name, count, left);
            }
        }

        return needed;

        void Add(string key, long count, bool first)
        {
            needed |= !key.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            var outcome = Outcome(key, path, qubits, first);
            counts[outcome] = counts.GetValueOrDefault(outcome) + count;
        }
    }

    private static ulong Outcome(string key, string path, int qubits, bool left)
    {
        ulong value = 0;
        if (key.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            if (!ulong.TryParse(key.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
                || (qubits < 64 && value >> qubits != 0))
            {
                throw new InputException($"{path}: '{key}' is no outcome of {qubits} qubits.");
            }

            return Reversed(value, qubits);
        }

        var length = 0;
        foreach (var bit in key)
        {
            if (bit is ' ' or '_')
            {
                continue;
            }

            if (bit is not ('0' or '1') || ++length > qubits)
            {
                throw new InputException($"{path}: '{key}' is no outcome of {qubits} bits.");
            }

            value = (value << 1) | (bit == '1' ? 1UL : 0);
        }

        return length == qubits ? left ? value : Reversed(value, qubits) : throw new InputException(
            $"{path}: '{key}' has {length} bits, the circuits measure {qubits}.");
    }

    private static ulong Reversed(ulong bits, int qubits)
    {
        ulong result = 0;
        for (var q = 0; q < qubits; q++)
        {
            result |= ((bits >> q) & 1) << (qubits - 1 - q);
        }

        return result;
    }
}
