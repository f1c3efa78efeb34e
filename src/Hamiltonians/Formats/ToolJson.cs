using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// JSON of other tools, whose last letter is qubit 0: qdk-chemistry's <c>*.qubit_hamiltonian.json</c> (strings, real and imaginary
/// parts, and a grouping under <c>term_partition</c>) and Benchpress' records of HamLib operators.
/// </summary>
internal static class ToolJson
{
    private const string Strings = "pauli_strings";
    private const string Terms = "ham_hamlib_hamiltonian_terms";
    private const string Coefficients = "ham_hamlib_hamiltonian_coefficients";

    /// <summary>Whether JSON text is of one of both kinds.</summary>
    public static bool Recognises(ReadOnlySpan<byte> json) =>
        (json.IndexOf("\"pauli_strings\""u8) >= 0 && json.IndexOf("\"coefficients\""u8) >= 0 && json.IndexOf("\"real\""u8) >= 0)
        || json.IndexOf("\"ham_hamlib_hamiltonian_terms\""u8) >= 0;

    /// <summary>Reads either kind.</summary>
    /// <param name="path">Named in errors.</param>
    /// <param name="json">The file.</param>
    /// <param name="key">A record's number from 1, or its ham_instance; null where there is one.</param>
    public static HamiltonianFile Read(string path, ReadOnlyMemory<byte> json, string? key)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip
        });
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(Strings, out _)
            ? ReadQdk(path, root, key)
            : ReadBenchpress(path, root, key);
    }

    /// <summary>qdk-chemistry's form.</summary>
    /// <param name="sum">The operator.</param>
    /// <param name="groups">Indices of its terms; null writes no partition.</param>
    public static string Qdk(PauliSum sum, IReadOnlyList<int[]>? groups)
    {
        var text = new StringBuilder("{\n\"pauli_strings\": ").Append(List(sum, static (s, i) => $"\"{Reversed(s, i)}\""));
        text.Append(",\n\"coefficients\": {\"real\": ").Append(List(sum, static (s, i) => Text(s.Coefficient(i).Real)));
        text.Append(",\n \"imag\": ").Append(List(sum, static (s, i) => Text(s.Coefficient(i).Imaginary)));
        text.Append("},\n\"encoding\": null,\n\"fermion_mode_order\": null,\n\"term_partition\": ");
        text.Append(groups is null
            ? "null"
            : "{\"kind\": \"flat\", \"strategy\": \"quiver\", \"groups\": [" + string.Join(", ", groups.Select(static g =>
                $"[{string.Join(", ", g)}]")) + "]}");
        return text.Append(",\n\"tapering\": null,\n\"version\": \"0.1.0\"\n}\n").ToString();
    }

    /// <summary>A list with one record of Benchpress.</summary>
    public static string Benchpress(PauliSum sum)
    {
        if (!sum.IsReal)
        {
            throw new InputException("Benchpress' records hold real coefficients; this operator's are complex: use qdk.");
        }

        return FormattableString.Invariant($"[{{\"ham_problem\": \"quiver\", \"ham_instance\": \"/operator/\", \"ham_qubits\": {sum.Qubits}, \"ham_terms\": {sum.Count},\n")
            + $"\"{Terms}\": {List(sum, static (s, i) => $"\"{Reversed(s, i)}\"")},\n\"{Coefficients}\": {List(sum, static (s, i) => Text(s.Coefficients[i]))}}}]\n";
    }

    private static HamiltonianFile ReadQdk(string path, JsonElement root, string? key)
    {
        if (key is not null)
        {
            throw new InputException(path, 0,
                $"option Key {SumCollector.Short(key)}: the file holds one operator only; leave option Key out.");
        }

        if (!root.TryGetProperty("coefficients", out var pair) || pair.ValueKind != JsonValueKind.Object || !pair.TryGetProperty("real",
            out var real))
        {
            throw new InputException(path, 0, "expected \"coefficients\": {\"real\": [...], \"imag\": [...]} beside \"pauli_strings\".");
        }

        var re = Numbers(path, real);
        var im = pair.TryGetProperty("imag", out var imaginary) && imaginary.ValueKind == JsonValueKind.Array ? Numbers(path, imaginary)
            : new double[re.Length];
        var file = Collected(path, root.GetProperty(Strings), re, im);
        var notes = new List<string>(file.Notes);
        if (file.Sum.Qubits > 1)
        {
            notes.Add("Strings were read as qdk-chemistry writes them beside real and imag: the last letter is qubit 0. Where the "
                + "leftmost is qubit 0, write the coefficients as a list.");
        }

        if (root.TryGetProperty("term_partition", out var partition) && partition.ValueKind == JsonValueKind.Object)
        {
            notes.Add("The file's term_partition is a grouping: quiver check-grouping reads it from the same file.");
        }

        return file with { Notes = [.. notes] };
    }

    private static HamiltonianFile ReadBenchpress(string path, JsonElement root, string? key)
    {
        JsonElement[] records = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
        var found = key is null && records.Length == 1 ? 0 : int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture,
            out var number)
            ? number - 1
            : Array.FindIndex(records, r => key is not null && r.TryGetProperty("ham_instance", out var name)
                && name.ToString().Trim('/') == key.Trim('/'));
        if (found < 0 || found >= records.Length || records[found].ValueKind != JsonValueKind.Object
            || !records[found].TryGetProperty(Terms, out var terms) || !records[found].TryGetProperty(Coefficients, out var values))
        {
            throw new InputException(path, 0,
                $"the file holds {records.Length} records: choose one with option Key, a number from 1 or its ham_instance.");
        }

        var numbers = Numbers(path, values);
        return Collected(path, terms, numbers, new double[numbers.Length]);
    }

    private static HamiltonianFile Collected(string path, JsonElement strings, double[] re, double[] im)
    {
        var labels = strings.ValueKind == JsonValueKind.Array ? strings.EnumerateArray().Select(static s => s.ToString()).ToArray() : [];
        if (labels.Length == 0 || labels.Length != re.Length || re.Length != im.Length)
        {
            throw new InputException(path, 0, $"{labels.Length} strings have {re.Length} coefficients with {im.Length} imaginary parts.");
        }

        var collector = new SumCollector(path);
        for (var i = 0; i < labels.Length; i++)
        {
            collector.Add(new string([.. labels[i].Reverse()]), new Complex(re[i], im[i]), 0);
        }

        return collector.File("json", qubits: labels[0].Length) with { LabelsReversed = true };
    }

    private static double[] Numbers(string path, JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(static v => v.ValueKind == JsonValueKind.Number)
            ? [.. list.EnumerateArray().Select(static v => v.GetDouble())]
            : throw new InputException(path, 0, "expected a list of numbers for the coefficients.");

    private static string List(PauliSum sum, Func<PauliSum, int, string> item) => "[" + string.Join(", ", Enumerable.Range(0,
        sum.Count).Select(i => item(sum, i))) + "]";

    private static string Reversed(PauliSum sum, int i) => new([.. sum.String(i).ToString().Reverse()]);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
