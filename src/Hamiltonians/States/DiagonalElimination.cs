using System.Numerics;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// Minimises a sum of products of signs exactly by eliminating one bit after the other (dynamic programming over buckets,
/// Dechter, Artificial Intelligence 113, 41 (1999)): the bit that meets the fewest others goes first.
/// </summary>
internal static class DiagonalElimination
{
    // A table of 2^16 entries a step: 34 qubits of a chain take milliseconds, wider problems are left to descent.
    private const int MaxWidth = 16;

    /// <summary>The minimising bits, or null where some table would be too large.</summary>
    public static ulong? TryFind(int qubits, (ulong Z, double C)[] terms, CancellationToken cancellationToken)
    {
        var order = Order(qubits, terms);
        if (order is null)
        {
            return null;
        }

        // Every term waits in the bucket of the first of its bits to go.
        var place = new int[qubits];
        for (var i = 0; i < qubits; i++)
        {
            place[order[i].Qubit] = i;
        }

        int Bucket(ulong bits)
        {
            var first = qubits;
            for (; bits != 0; bits &= bits - 1)
            {
                first = Math.Min(first, place[BitOperations.TrailingZeroCount(bits)]);
            }

            return first;
        }

        var own = new List<(ulong Z, double C)>[qubits];
        var tables = new List<(ulong Scope, double[] Values)>[qubits];
        for (var i = 0; i < qubits; i++)
        {
            (own[i], tables[i]) = ([], []);
        }

        foreach (var term in terms)
        {
            own[Bucket(term.Z)].Add(term);
        }

        var choices = new bool[qubits][];
        for (var i = 0; i < qubits; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (qubit, scope) = order[i];
            var values = new double[1 << BitOperations.PopCount(scope)];
            choices[i] = new bool[values.Length];
            for (var k = 0; k < values.Length; k++)
            {
                var bits = Spread((ulong)k, scope);
                var (zero, one) = (Cost(own[i], tables[i], bits), Cost(own[i], tables[i], bits | 1UL << qubit));
                choices[i][k] = one < zero;
                values[k] = Math.Min(zero, one);
            }

            if (scope != 0)
            {
                tables[Bucket(scope)].Add((scope, values));
            }
        }

        ulong result = 0;
        for (var i = qubits - 1; i >= 0; i--)
        {
            result |= choices[i][Gather(result, order[i].Scope)] ? 1UL << order[i].Qubit : 0;
        }

        return result;
    }

    /// <summary>The order of elimination and the bits that each meets then; null where one meets too many.</summary>
    private static (int Qubit, ulong Scope)[]? Order(int qubits, (ulong Z, double C)[] terms)
    {
        var neighbours = new ulong[qubits];
        foreach (var (z, _) in terms)
        {
            for (var bits = z; bits != 0; bits &= bits - 1)
            {
                neighbours[BitOperations.TrailingZeroCount(bits)] |= z;
            }
        }

        var left = ulong.MaxValue >> (64 - qubits);
        var order = new (int, ulong)[qubits];
        for (var i = 0; i < qubits; i++)
        {
            var next = -1;
            for (var q = 0; q < qubits; q++)
            {
                neighbours[q] &= left & ~(1UL << q);
                if ((left >> q & 1) != 0 && (next < 0 || BitOperations.PopCount(neighbours[q]) < BitOperations.PopCount(neighbours[next])))
                {
                    next = q;
                }
            }

            if (BitOperations.PopCount(neighbours[next]) > MaxWidth)
            {
                return null;
            }

            order[i] = (next, neighbours[next]);
            for (var bits = neighbours[next]; bits != 0; bits &= bits - 1)
            {
                neighbours[BitOperations.TrailingZeroCount(bits)] |= neighbours[next];
            }

            left &= ~(1UL << next);
        }

        return order;
    }

    private static double Cost(List<(ulong Z, double C)> terms, List<(ulong Scope, double[] Values)> tables, ulong bits)
    {
        double sum = 0;
        foreach (var (z, c) in terms)
        {
            sum += (BitOperations.PopCount(z & bits) & 1) == 0 ? c : -c;
        }

        foreach (var (scope, values) in tables)
        {
            sum += values[Gather(bits, scope)];
        }

        return sum;
    }

    private static ulong Spread(ulong packed, ulong scope)
    {
        ulong result = 0;
        for (; scope != 0; scope &= scope - 1, packed >>= 1)
        {
            result |= (packed & 1) << BitOperations.TrailingZeroCount(scope);
        }

        return result;
    }

    private static int Gather(ulong bits, ulong scope)
    {
        var result = 0;
        for (var at = 0; scope != 0; scope &= scope - 1, at++)
        {
            result |= (int)(bits >> BitOperations.TrailingZeroCount(scope) & 1) << at;
        }

        return result;
    }
}
