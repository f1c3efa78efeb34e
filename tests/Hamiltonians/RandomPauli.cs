using CsCheck;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Tests;

/// <summary>Generators of random Pauli strings and sums.</summary>
internal static class RandomPauli
{
    public static Gen<PauliString> String(int qubits) =>
        Gen.Char["IXYZ"].Array[qubits].Select(letters => PauliString.Parse(letters));

    /// <summary>A sum of distinct strings without the identity, real coefficients in [-1, 1].</summary>
    public static PauliSum Sum(int qubits, int terms, int seed)
    {
        var random = new Random(seed);
        var builder = new PauliSumBuilder(qubits);
        var letters = new char[qubits];
        while (builder.Count < terms)
        {
            for (var q = 0; q < qubits; q++)
            {
                letters[q] = "IXYZ"[random.Next(4)];
            }

            var pauli = PauliString.Parse(letters);
            if (!pauli.IsIdentity)
            {
                builder.Add(pauli, 2 * random.NextDouble() - 1);
            }
        }

        return builder.Build(-1);
    }

    /// <summary>A random normalised state over all basis states, as a map.</summary>
    public static Dictionary<ulong, System.Numerics.Complex> State(int qubits, int seed, bool real)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, 1 << qubits).Select(_ => new System.Numerics.Complex(random.NextDouble() - 0.5, real ? 0 : random.NextDouble() - 0.5)).ToArray();
        var norm = Math.Sqrt(values.Sum(v => v.Magnitude * v.Magnitude));
        return values.Select((v, i) => (v / norm, (ulong)i)).ToDictionary(p => p.Item2, p => p.Item1);
    }
}
