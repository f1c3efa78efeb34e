using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Collects restricted integrals, fills in their permutations and catches contradictions.</summary>
internal sealed class IntegralTable(string path)
{
    /// <summary>The most spatial orbitals: the operator has 128 qubits.</summary>
    public const int MaxOrbitals = 64;

    // Programs print permutations of one integral with their own rounding, here as a share of the largest value.
    private const double Tolerance = 1e-6;
    private (double Difference, long Line) contradiction;
    private double largest;
    private readonly Dictionary<(int, int, int, int), double> values = [];
    private int highest = -1;

    /// <summary>Stores h_pq, orbitals from 0.</summary>
    public void One(int p, int q, double value, long line) => Put((Math.Max(p, q), Math.Min(p, q), -1, -1), value, line);

    /// <summary>Stores (pq|rs) under all eight permutations of real orbitals.</summary>
    public void Two(int p, int q, int r, int s, double value, long line)
    {
        (p, q) = p >= q ? (p, q) : (q, p);
        (r, s) = r >= s ? (r, s) : (s, r);
        Put(p > r || (p == r && q >= s) ? (p, q, r, s) : (r, s, p, q), value, line);
        highest = Math.Max(highest, r);
    }

    /// <summary>Builds the set; without a number of orbitals it takes the highest one named.</summary>
    public MolecularIntegrals Build(int? orbitals, int electrons, int spin, double constant)
    {
        if (values.Count == 0)
        {
            throw new InputException(path, 0, "the file holds no integral.");
        }

        if (contradiction.Difference > Tolerance * largest)
        {
            throw new InputException(path, contradiction.Line,
                "this integral, or a permutation of it, stands in the file before with another value.");
        }

        var n = orbitals ?? highest + 1;
        if (n <= highest || n > MaxOrbitals)
        {
            throw new InputException(path, 0, $"{n} orbitals do not fit integrals that name orbital {highest + 1}; at most "
                + $"{MaxOrbitals} are supported.");
        }

        var one = new double[n * n];
        var two = new PackedPairs(n, exchangeable: true);
        foreach (var ((p, q, r, s), value) in values)
        {
            if (r < 0)
            {
                one[p * n + q] = one[q * n + p] = value;
                continue;
            }

            two[p, q, r, s] = value;
        }

        try
        {
            return new MolecularIntegrals(n, electrons, spin, constant, [one], [two]);
        }
        catch (ArgumentException e)
        {
            throw new InputException(path, 0, e.Message.Split(" (Parameter")[0], e);
        }
    }

    private void Put((int P, int Q, int R, int S) key, double value, long line)
    {
        if (key.P >= MaxOrbitals)
        {
            throw new InputException(path, line, $"at most {MaxOrbitals} orbitals are supported.");
        }

        highest = Math.Max(highest, key.P);
        largest = Math.Max(largest, Math.Abs(value));
        if (!values.TryAdd(key, value) && Math.Abs(values[key] - value) > contradiction.Difference)
        {
            contradiction = (Math.Abs(values[key] - value), line);
        }
    }
}
