using System.Collections.Concurrent;
using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>What a Clifford gate makes of Pauli strings, read off the gate's matrix: U P U' = sign * image.</summary>
internal static class CliffordImages
{
    private const double Tolerance = 1e-9;
    private static readonly ConcurrentDictionary<GateKind, (PauliString Image, bool Negative)[]> Tables = new();

    /// <summary>Images of all strings on a gate's qubits, indexed by two bits per qubit (x + 2 z), the first qubit lowest.</summary>
    /// <exception cref="ArgumentException">The gate has angles or is no Clifford gate.</exception>
    public static (PauliString Image, bool Negative)[] Of(GateKind kind) => Tables.GetOrAdd(kind, Table);

    private static (PauliString Image, bool Negative)[] Table(GateKind kind)
    {
        var info = GateTable.Get(kind);
        if (info.Angles > 0 || info.Qubits is < 1 or > 2)
        {
            throw new ArgumentException($"Gate {info.Name} is no Clifford gate of one or two qubits.", nameof(kind));
        }

        var gate = GateMatrices.Of(kind);
        var strings = Enumerable.Range(0, 1 << (2 * info.Qubits)).Select(i => Letters(i, info.Qubits)).ToArray();
        return [.. strings.Select(p => Image(gate, p, strings, info.Name))];
    }

    private static PauliString Letters(int index, int qubits)
    {
        Span<char> letters = stackalloc char[qubits];
        for (var q = 0; q < qubits; q++)
        {
            letters[q] = "IXZY"[(index >> (2 * q)) & 3];
        }

        return PauliString.Parse(letters);
    }

    private static (PauliString Image, bool Negative) Image(Complex[] gate, PauliString pauli, PauliString[] strings, string name)
    {
        var size = 1 << pauli.Qubits;
        var conjugated = Product(Product(gate, GateMatrices.Pauli(pauli), size), Adjoint(gate, size), size);
        foreach (var candidate in strings)
        {
            var product = Product(GateMatrices.Pauli(candidate), conjugated, size);
            var trace = Enumerable.Range(0, size).Aggregate(Complex.Zero, (sum, i) => sum + product[(i * size) + i]).Real / size;
            if (Math.Abs(Math.Abs(trace) - 1) < Tolerance)
            {
                return (candidate, trace < 0);
            }
        }

        throw new ArgumentException($"Gate {name} is no Clifford gate: it takes {pauli} to no Pauli string.", nameof(gate));
    }

    private static Complex[] Product(Complex[] a, Complex[] b, int size)
    {
        var c = new Complex[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                for (var k = 0; k < size; k++)
                {
                    c[(i * size) + j] += a[(i * size) + k] * b[(k * size) + j];
                }
            }
        }

        return c;
    }

    private static Complex[] Adjoint(Complex[] a, int size) =>
        [.. Enumerable.Range(0, size * size).Select(i => Complex.Conjugate(a[((i % size) * size) + (i / size)]))];
}
