using System.Text.Json;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Validation;

/// <summary>Finds the terms that a grouping's labels mean: in the order of the Hamiltonian's own file, else in the order used
/// here.</summary>
internal sealed class GroupingLabels
{
    private readonly string path;
    private readonly PauliSum sum;
    private readonly bool reversed;
    private readonly Dictionary<PauliString, int> index = [];

    public GroupingLabels(string path, HamiltonianFile hamiltonian, bool own)
    {
        this.path = path;
        sum = hamiltonian.Sum;
        reversed = hamiltonian.LabelsReversed && !own;
        for (var i = 0; i < sum.Count; i++)
        {
            index.Add(sum.String(i), i);
        }

        // Terms that are none: known, but in no group.
        foreach (var zero in hamiltonian.ZeroTerms)
        {
            index.TryAdd(zero, -1);
        }
    }

    public int[][] Resolve(JsonElement[][] terms, Notes notes)
    {
        var found = Array.ConvertAll(terms, g => Array.ConvertAll(g, t => Find(t, reversed)));
        if (reversed && found.Any(g => g.Contains(null))
            && Array.ConvertAll(terms, g => Array.ConvertAll(g, t => Find(t, false))) is var other && !other.Any(g => g.Contains(null)))
        {
            notes.Add("The grouping's labels are no terms in the order of the Hamiltonian's file; with qubit 0 as the leftmost letter "
                + "they all are, and were read so.");
            found = other;
        }
        else if (reversed)
        {
            notes.Add("The grouping's labels were read as they stand in the Hamiltonian's file: the last letter is qubit 0.");
        }

        for (var g = 0; g < found.Length; g++)
        {
            if (Array.IndexOf(found[g], null) is var at and >= 0)
            {
                throw new InputException(path, 0, $"'{SumCollector.Short(terms[g][at].ToString())}' is no term of the Hamiltonian.");
            }
        }

        var zeros = found.Sum(g => g.Count(i => i == -1));
        if (zeros > 0)
        {
            notes.Add($"{zeros} of the grouping's labels name terms with coefficient 0, which are no terms: they were left out.");
        }

        return [.. found.Where(g => g.Length == 0 || g.Any(i => i != -1))
            .Select(g => g.Where(i => i != -1).Select(i => i!.Value).ToArray())];
    }

    private int? Find(JsonElement term, bool fromTheEnd)
    {
        if (term.ValueKind == JsonValueKind.Number && term.TryGetInt32(out var number))
        {
            return number >= 0 ? number : throw new InputException(path, 0, $"term index {number} is below 0.");
        }

        var label = (term.ValueKind == JsonValueKind.String ? term.GetString()! : term.ToString()).Trim();
        var parts = label.Trim('[', ']').Split([' ', '*', '@'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || Array.TrueForAll(parts, PauliText.IsIndexedLetter))
        {
            return Array.TrueForAll(parts, p => PauliText.Qubit(p, path, 0) < sum.Qubits)
                ? Lookup(PauliText.Label(parts, sum.Qubits, path, 0)) : null;
        }

        if (!fromTheEnd)
        {
            return Lookup(label);
        }

        var letters = label.ToCharArray();
        Array.Reverse(letters);
        return Lookup(new string(letters));
    }

    private int? Lookup(string label) =>
        PauliString.TryParse(label, out var pauli, out _) && index.TryGetValue(pauli, out var i) ? i : null;
}
