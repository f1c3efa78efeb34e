using System.Numerics;
using System.Text;
using System.Text.Json;
using Quiver.GFlowNet.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// JSON forms: <c>{label: number | [re, im] | "complex"}</c>, the same under <c>"hamiltonian"</c> with a <c>"data"</c>
/// block (symmer), and <c>{"paulis": [{"label", "coeff": {"real", "imag"}}]}</c> (Qiskit Aqua).
/// </summary>
internal static class JsonHamiltonian
{
    public static HamiltonianFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        RequireDistinctKeys(path, bytes);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw new InputException(path, (e.LineNumber ?? -1) + 1, "the JSON is broken or cut off here.", e);
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new InputException(path, 1, "expected a JSON object of labels and coefficients.");
            }

            if (root.TryGetProperty("paulis", out var paulis))
            {
                return Aqua(path, paulis);
            }

            var terms = root.TryGetProperty("hamiltonian", out var inner) ? inner : root;
            var collector = new SumCollector(path);
            foreach (var property in terms.EnumerateObject())
            {
                collector.Add(property.Name, Value(path, property), 0);
            }

            var file = new HamiltonianFile { Sum = collector.Build(), Format = "json" };
            return root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? WithSymmerData(file, data) : file;
        }
    }

    private static Complex Value(string path, JsonProperty property)
    {
        var value = property.Value;
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                return value.GetDouble();
            case JsonValueKind.Array when value.GetArrayLength() == 2 && value[0].ValueKind == JsonValueKind.Number && value[1].ValueKind == JsonValueKind.Number:
                return new Complex(value[0].GetDouble(), value[1].GetDouble());
            case JsonValueKind.String when NumberText.TryParse(value.GetString(), out var number):
                return number;
            default:
                throw new InputException(path, 0, $"the coefficient of '{SumCollector.Short(property.Name)}' is neither a number, [re, im] nor a complex number as text.");
        }
    }

    private static HamiltonianFile Aqua(string path, JsonElement paulis)
    {
        var collector = new SumCollector(path);
        foreach (var entry in paulis.EnumerateArray())
        {
            if (!entry.TryGetProperty("label", out var label) || !entry.TryGetProperty("coeff", out var coefficient) || !coefficient.TryGetProperty("real", out var re))
            {
                throw new InputException(path, 1, "an entry of 'paulis' lacks its label or coefficient.");
            }

            var im = coefficient.TryGetProperty("imag", out var part) ? part.GetDouble() : 0;
            collector.Add(label.GetString(), new Complex(re.GetDouble(), im), 1);
        }

        return new HamiltonianFile { Sum = collector.Build(), Format = "json" };
    }

    private static HamiltonianFile WithSymmerData(HamiltonianFile file, JsonElement data)
    {
        // hf_array lists the occupations in interleaved order.
        var encoding = data.TryGetProperty("qubit_encoding", out var name) ? name.GetString() : null;
        FermionMapping? mapping = encoding switch
        {
            "jordan_wigner" => FermionMapping.JordanWigner,
            "bravyi_kitaev" => FermionMapping.BravyiKitaev,
            _ => null,
        };
        if (mapping is null || !data.TryGetProperty("n_particles", out var particles) || particles.ValueKind != JsonValueKind.Number)
        {
            return file;
        }

        var spin = data.TryGetProperty("spin", out var s) && s.ValueKind == JsonValueKind.Number ? s.GetInt32() : 0;
        var electrons = particles.GetInt32();
        return file with { Sector = new ElectronSector(mapping.Value, SpinOrder.Interleaved, (electrons + spin) / 2, (electrons - spin) / 2) };
    }

    /// <summary>A repeated label would be lost silently by most JSON readers: find it, with its line.</summary>
    private static void RequireDistinctKeys(string path, byte[] bytes)
    {
        var seen = new Dictionary<int, HashSet<string>>();
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    seen[reader.CurrentDepth + 1] = [];
                }
                else if (reader.TokenType == JsonTokenType.PropertyName && seen.TryGetValue(reader.CurrentDepth, out var keys) && !keys.Add(reader.GetString()!))
                {
                    var line = bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1;
                    throw new InputException(path, line, $"label '{SumCollector.Short(reader.GetString())}' stands here a second time.");
                }
            }
        }
        catch (JsonException e)
        {
            throw new InputException(path, (e.LineNumber ?? -1) + 1, "the JSON is broken or cut off here.", e);
        }
    }
}
