using System.Text.Json;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Validation;

/// <summary>
/// Reads a grouping file: result.json or grouping.json of <c>quiver group</c>, or a JSON list of groups, each a list of term
/// indices (from 0, as the operator was read) or of labels. Labels are taken as they stand in the Hamiltonian's own file.
/// </summary>
public static class GroupingReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The grouping.</param>
    /// <param name="hamiltonian">The Hamiltonian that it groups.</param>
    /// <param name="notes">What was assumed.</param>
    /// <returns>Term indices of each group.</returns>
    /// <exception cref="InputException">The file is no grouping, names a term that does not exist, or was made for another
    /// operator.</exception>
    public static int[][] Read(string path, HamiltonianFile hamiltonian, Notes notes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(hamiltonian);
        ArgumentNullException.ThrowIfNull(notes);
        if (Directory.Exists(path))
        {
            throw new InputException(path, 0, "this is a folder; name a file.");
        }

        if (!File.Exists(path))
        {
            throw new InputException(path, 0, "there is no such file.");
        }

        var bytes = File.ReadAllBytes(path).AsMemory();
        bytes = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        try
        {
            using var document = JsonDocument.Parse(bytes,
                new JsonDocumentOptions
                {
                    AllowTrailingCommas = true,
                    AllowDuplicateProperties = false,
                    CommentHandling = JsonCommentHandling.Skip,
                });
            return Groups(path, document.RootElement, hamiltonian, notes);
        }
        catch (JsonException e)
        {
            throw new InputException(path, (e.LineNumber ?? -1) + 1, "the JSON is broken or cut off here.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InputException(path, 0, "expected a list of groups, each a list of term indices or labels.", e);
        }
    }

    /// <summary>The rule by which 'quiver group' made a grouping; null where the file does not say.</summary>
    /// <param name="path">A file that <see cref="Read"/> has read.</param>
    internal static string? RuleOf(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path),
            new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var results = ResultEnvelope.ResultsOf(document.RootElement);
        return results.ValueKind == JsonValueKind.Object && Property(results, "rule") is { ValueKind: JsonValueKind.String } rule
            ? rule.GetString() : null;
    }

    private static int[][] Groups(string path, JsonElement root, HamiltonianFile hamiltonian, Notes notes)
    {
        var own = root.ValueKind == JsonValueKind.Object && Property(root, "tool") is { ValueKind: JsonValueKind.String } tool
            && tool.GetString()!.StartsWith("quiver", StringComparison.Ordinal);
        if (own)
        {
            RequireSame(path, root, hamiltonian, notes);
        }

        root = ResultEnvelope.ResultsOf(root);
        var groups = root;
        if (groups.ValueKind == JsonValueKind.Object && Property(groups, "term_partition") is { ValueKind: JsonValueKind.Object } flat)
        {
            return Qdk(path, root, flat, hamiltonian, notes);
        }

        if (groups.ValueKind == JsonValueKind.Object && Property(groups, "best") is { ValueKind: JsonValueKind.Object } best)
        {
            groups = best;
        }

        var labelled = groups.ValueKind == JsonValueKind.Object ? Property(groups, "groups") : null;
        if (groups.ValueKind == JsonValueKind.Object)
        {
            groups = Property(groups, "partition") ?? labelled ?? Property(groups, "grouping")
                ?? throw new InputException(path, 1, "there is no 'partition' in this file.");
        }

        var terms = groups.EnumerateArray()
            .Select(g => g.EnumerateArray().Select(t => t.ValueKind == JsonValueKind.Object ? Property(t, "label") ?? t : t).ToArray())
            .ToArray();
        if (!terms.SelectMany(g => g).Any(t => t.ValueKind == JsonValueKind.String))
        {
            var indices = Array.ConvertAll(terms, g => Array.ConvertAll(g, t => Index(path, t)));
            RequireLabels(path, indices, own ? labelled : null, hamiltonian.Sum);
            if (!own && hamiltonian.ZeroTerms.Count > 0)
            {
                notes.Add("Term indices count the terms that are left, without those of coefficient 0.");
            }

            return indices;
        }

        return new GroupingLabels(path, hamiltonian, own).Resolve(terms, notes);
    }

    // Indices count the file's own strings, those of coefficient 0 and of the identity too.
    private static int[][] Qdk(string path, JsonElement root, JsonElement partition, HamiltonianFile hamiltonian, Notes notes)
    {
        if (Property(partition, "kind")?.ToString() is { } kind and not "flat")
        {
            throw new InputException(path, 0, $"a term_partition of kind '{Short(kind)}' is not read: flat is.");
        }

        var strings = (Property(root, "pauli_strings") ?? throw new InputException(path, 0,
            "there are no 'pauli_strings' beside the term_partition."))
            .EnumerateArray().ToArray();
        var groups = (Property(partition, "groups") ?? throw new InputException(path, 0, "there are no 'groups' in the term_partition."))
            .EnumerateArray().Select(g => g.EnumerateArray().Select(t => Index(path, t)).ToArray()).ToArray();
        if (groups.SelectMany(static g => g).FirstOrDefault(t => t < 0 || t >= strings.Length, -1) is var wrong and not -1)
        {
            throw new InputException(path, 0, $"term {wrong} of the term_partition does not exist: the file has {strings.Length} strings.");
        }

        // Labels of qdk-chemistry have qubit 0 last, whatever the order in the Hamiltonian's own file.
        JsonElement[][] labels = [.. groups.Select(g => g.Select(t => JsonSerializer.SerializeToElement(
            hamiltonian.LabelsReversed ? strings[t].ToString() : new string([.. strings[t].ToString().Reverse()]))).ToArray())];
        return new GroupingLabels(path, hamiltonian, false).Resolve(labels, notes);
    }

    /// <summary>Refuses a result of <c>quiver group</c> whose indices mean the terms of another operator.</summary>
    private static void RequireSame(string path, JsonElement root, HamiltonianFile hamiltonian, Notes notes)
    {
        var input = Property(root, "input") ?? ResultEnvelope.ResultsOf(root);
        void Require(string name, object? here)
        {
            if (Property(input, name) is { ValueKind: not JsonValueKind.Null } there && here is not null
                && !string.Equals(there.ToString(), here.ToString(), StringComparison.Ordinal))
            {
                throw new InputException(path, 0, $"the grouping was made for an operator whose {name} is {there}; here it is {here}: "
                    + $"read the Hamiltonian with the options it was grouped with.");
            }
        }

        Require("qubits", hamiltonian.Sum.Qubits);
        Require("terms", hamiltonian.Sum.Count);
        Require("mapping", hamiltonian.Sector?.Mapping);
        if (hamiltonian.Sha256.Length > 0 && Hashes(root, input) is { Length: > 0 } hashes
            && !hashes.Contains(hamiltonian.Sha256, StringComparer.Ordinal))
        {
            notes.Add("The grouping was made for a file with other content (its SHA-256 differs): term indices may mean other terms.");
        }
    }

    // An envelope lists every input, a policy among them; files of version 0.1 name the Hamiltonian alone.
    private static string[] Hashes(JsonElement root, JsonElement input) =>
    [
        .. (ResultEnvelope.IsEnvelope(root) ? root.GetProperty("inputs").EnumerateArray() : Enumerable.Repeat(input, 1))
            .Select(i => Property(i, "sha256") is { ValueKind: JsonValueKind.String } hash ? hash.GetString() : null)
            .OfType<string>().Where(h => h.Length > 0),
    ];

    private static void RequireLabels(string path, int[][] indices, JsonElement? labelled, PauliSum sum)
    {
        if (labelled is not { ValueKind: JsonValueKind.Array } groups)
        {
            return;
        }

        foreach (var (group, at) in groups.EnumerateArray().Zip(indices))
        {
            foreach (var (term, i) in group.EnumerateArray().Zip(at))
            {
                if (term.ValueKind == JsonValueKind.Object && Property(term, "label")?.GetString() is { } label && i >= 0 && i < sum.Count
                    && label != sum.String(i).ToString())
                {
                    throw new InputException(path, 0, $"the grouping's term {i} is {Short(label)}, the operator's is "
                        + $"{Short(sum.String(i).ToString())}: read the Hamiltonian with the options it was grouped with.");
                }
            }
        }
    }

    private static int Index(string path, JsonElement term) => term.ValueKind == JsonValueKind.Number && term.TryGetInt32(out var number)
        ? number
        : throw new InputException(path, 0, $"'{Short(term.ToString())}' is neither a term index nor a label.");

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string Short(string text) => SumCollector.Short(text);
}
