using System.Numerics;
using System.Text;
using System.Text.Json;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Reads JSON: <c>{label: c}</c> with c a number, [re, im], {real, imag} or a Python complex string; the same under
/// <c>hamiltonian</c> with remarks under <c>data</c> (Symmer) or under <c>terms</c> with a <c>wire_map</c> (PennyLane);
/// <c>{"paulis": [{"label", "coeff"}]}</c>; two lists, <c>paulis</c> and <c>coeffs</c>. Labels may also be <c>X0 Z3</c>. Files of
/// qdk-chemistry and Benchpress: <see cref="ToolJson"/>.
/// </summary>
internal static class JsonHamiltonian
{
    private static readonly HashSet<string> LabelNames = new(StringComparer.Ordinal) { "paulis", "labels", "pauli_strings", "strings",
        "ops", "operators", "terms" };
    private static readonly HashSet<string> CoefficientNames = new(StringComparer.Ordinal) { "coeffs", "coefficients", "weights",
        "values" };
    private static readonly HashSet<string> QubitNames = new(StringComparer.Ordinal) { "qubits", "n_qubits", "num_qubits", "nqubits" };

    public static HamiltonianFile Read(string path, HamiltonianReadOptions options)
    {
        var key = options.Key;
        var bytes = Utf8(path, File.ReadAllBytes(path));
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        var integrals = QdkHamiltonian.Recognises(bytes);
        if (integrals || ToolJson.Recognises(bytes))
        {
            try
            {
                return integrals
                    ? QdkHamiltonian.Read(path, bytes.AsMemory(start), options)
                    : ToolJson.Read(path, bytes.AsMemory(start), key);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                throw new InputException(path, ((e as JsonException)?.LineNumber ?? 0) + 1, "the JSON is broken or cut off here.", e);
            }
        }

        if (key is not null)
        {
            throw new InputException(
                path, 0, $"option Key {SumCollector.Short(key)}: a file of format json holds one operator only; leave option Key out.");
        }

        var cursor = new Cursor(path, bytes, start);
        var reader = new Utf8JsonReader(bytes.AsSpan(start),
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            return Read(ref reader, cursor);
        }
        catch (JsonException e)
        {
            var truncated = reader.BytesConsumed >= bytes.Length - start - 1 || e.Message.Contains("end of data", StringComparison.Ordinal);
            throw new InputException(path, (e.LineNumber ?? 0) + 1,
                truncated ? "the JSON is broken or cut off here: it ends too early." : "the JSON is broken or cut off here.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InputException(path, cursor.Line(ref reader), "this is not valid JSON text.", e);
        }
    }

    /// <summary>The reader takes UTF-8 alone.</summary>
    private static byte[] Utf8(string path, byte[] bytes)
    {
        var encoding = TextSource.EncodingOf(bytes.AsSpan(0, Math.Min(256, bytes.Length)));
        try
        {
            return encoding is UTF8Encoding ? bytes : Encoding.UTF8.GetBytes(TextSource.WithoutMark(encoding.GetString(bytes)));
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException(path, 0, "the file is not Unicode text (UTF-8 or UTF-16), or it is cut off within a character.", e);
        }
    }

    private static HamiltonianFile Read(ref Utf8JsonReader reader, Cursor cursor)
    {
        var parsed = new Facts();
        var terms = new JsonTerms(cursor.Path);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadList(ref reader, cursor, terms);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, cursor, terms, parsed, top: true);
        }
        else
        {
            throw cursor.Error(ref reader, "expected an object of labels and coefficients.");
        }

        while (reader.Read())
        {
            // Reports anything that follows the value.
        }

        return parsed.AddTo(terms.File());
    }

    private static void ReadObject(ref Utf8JsonReader reader, Cursor cursor, JsonTerms terms, Facts parsed, bool top)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var line = cursor.Line(ref reader);
            reader.Read();
            if (top && name is "hamiltonian" or "terms" && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, cursor, terms, parsed, top: false);
            }
            else if (top && reader.TokenType == JsonTokenType.StartArray && name is "paulis" or "terms" or "hamiltonian"
                && Next(reader) == JsonTokenType.StartObject)
            {
                ReadList(ref reader, cursor, terms);
            }
            else if (top && reader.TokenType == JsonTokenType.StartArray && LabelNames.Contains(name)
                && Next(reader) is JsonTokenType.String)
            {
                using var labels = JsonDocument.ParseValue(ref reader);
                terms.Labels = ([.. labels.RootElement.EnumerateArray().Select(l => l.ToString())], line);
                if (name == "pauli_strings" && terms.Labels.Value.Names[0].Length > 1)
                {
                    terms.Note("The leftmost letter of a string was read as qubit 0; in files of qdk-chemistry, whose coefficients stand "
                        + "under real and imag, it is the last letter.");
                }
            }
            else if (top && reader.TokenType == JsonTokenType.StartArray && CoefficientNames.Contains(name))
            {
                ReadCoefficients(ref reader, cursor, terms);
            }
            else if (top && name == "data" && reader.TokenType == JsonTokenType.StartObject)
            {
                using var data = JsonDocument.ParseValue(ref reader);
                ReadSymmerData(data.RootElement, parsed);
            }
            else if (top && name == "wire_map" && reader.TokenType == JsonTokenType.StartObject)
            {
                using var map = JsonDocument.ParseValue(ref reader);
                terms.WireMap = ([.. map.RootElement.EnumerateObject().Select(p => (p.Name, p.Value.ToString()))], line);
            }
            else if (top && name is "grouping" or "groups" or "partition")
            {
                throw new InputException(cursor.Path, line, "this is a grouping of terms without coefficients, not a Hamiltonian.");
            }
            else if (top && reader.TokenType == JsonTokenType.Number && QubitNames.Contains(name) && reader.TryGetInt32(out var qubits))
            {
                terms.Qubits = qubits;
            }
            else if (!top || IsLabel(name) || terms.IsTerm(name) || reader.TokenType is JsonTokenType.Number)
            {
                terms.Add(name, ReadNumber(ref reader, cursor), line);
            }
            else
            {
                terms.Unread(name);
                reader.Skip();
            }
        }
    }

    private static JsonTokenType Next(Utf8JsonReader reader) => reader.Read() ? reader.TokenType : JsonTokenType.None;

    private static void ReadCoefficients(ref Utf8JsonReader reader, Cursor cursor, JsonTerms terms)
    {
        var values = new List<Complex>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(ReadNumber(ref reader, cursor));
        }

        terms.Coefficients = values;
    }

    private static void ReadList(ref Utf8JsonReader reader, Cursor cursor, JsonTerms terms)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var line = cursor.Line(ref reader);
            string? label = null;
            Complex? coefficient = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                if (name is "label" or "pauli" or "pauli_string" or "string" or "operator" or "term"
                    && reader.TokenType == JsonTokenType.String)
                {
                    label = reader.GetString();
                }
                else if (name is "coeff" or "coefficient" or "weight" or "value")
                {
                    coefficient = ReadNumber(ref reader, cursor);
                }
                else
                {
                    reader.Skip();
                }
            }

            if (label is null || coefficient is null)
            {
                throw new InputException(cursor.Path, line, "each entry needs a label and a coeff.");
            }

            terms.Add(label, coefficient.Value, line);
        }

        if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw cursor.Error(ref reader, "expected an entry {\"label\": ..., \"coeff\": ...}.");
        }
    }

    private static Complex ReadNumber(ref Utf8JsonReader reader, Cursor cursor)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetDouble(out var number):
                return number;
            case JsonTokenType.String when NumberText.TryParse(reader.GetString(), out var complex):
                return complex;
            case JsonTokenType.StartArray:
                var parts = new List<double>(2);
                while (reader.Read() && reader.TokenType == JsonTokenType.Number)
                {
                    parts.Add(reader.GetDouble());
                }

                if (reader.TokenType == JsonTokenType.EndArray && parts.Count == 2)
                {
                    return new Complex(parts[0], parts[1]);
                }

                break;
            case JsonTokenType.StartObject:
                using (var document = JsonDocument.ParseValue(ref reader))
                {
                    if (Number(document.RootElement, "real") is { } re && Number(document.RootElement, "imag") is { } im)
                    {
                        return new Complex(re, im);
                    }
                }

                break;
        }

        throw cursor.Error(ref reader, "the coefficient is neither a number, [re, im] nor a complex number as text.");
    }

    private static bool IsLabel(string name) => name.Length > 0 && name.All(char.IsAsciiLetterUpper);

    private static void ReadSymmerData(JsonElement data, Facts parsed)
    {
        parsed.Mapping = Text(data, "qubit_encoding") switch
        {
            "jordan_wigner" => FermionMapping.JordanWigner,
            "bravyi_kitaev" => FermionMapping.BravyiKitaev,
            "parity" => FermionMapping.Parity,
            _ => null,
        };
        parsed.Electrons = (int?)Number(data, "n_particles");
        parsed.Spin = (int)(Number(data, "spin") ?? 0);
        if (data.TryGetProperty("calculated_properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (Number(property.Value, "energy") is { } energy)
                {
                    parsed.Energies[property.Name] = energy;
                }
            }
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : null;

    /// <summary>What a Symmer file says beside its terms. Its occupation arrays are in interleaved spin order.</summary>
    private sealed class Facts
    {
        public FermionMapping? Mapping { get; set; }

        public int? Electrons { get; set; }

        public int Spin { get; set; }

        public Dictionary<string, double> Energies { get; } = new(StringComparer.Ordinal);

        public HamiltonianFile AddTo(HamiltonianFile file)
        {
            var problem = Mapping is not null
                && Electrons is { } count ? ElectronCounts.Problem(file.Sum.Qubits / 2, count, Spin,
                ("the number of orbitals", "n_particles", "spin")) : null;
            return file with
            {
                Energies = Energies,
                Notes = problem is null ? file.Notes : [.. file.Notes, $"The file's electrons were not used: {problem}"],
                Sector = problem is null && Mapping is { } mapping
                    && Electrons is { } n ? new ElectronSector(mapping, SpinOrder.Interleaved, (n + Spin) / 2, (n - Spin) / 2) : null,
            };
        }
    }

    /// <summary>Counts lines as the reader moves on.</summary>
    private sealed class Cursor(string path, byte[] bytes, int start)
    {
        private long at;
        private long line = 1;

        public string Path => path;

        public long Line(ref Utf8JsonReader reader)
        {
            var position = reader.TokenStartIndex;
            if (position > at)
            {
                line += bytes.AsSpan(start + (int)at, (int)(position - at)).Count((byte)'\n');
                at = position;
            }

            return line;
        }

        public InputException Error(ref Utf8JsonReader reader, string message) => new(path, Line(ref reader), message);
    }
}
