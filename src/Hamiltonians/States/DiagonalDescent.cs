using System.Numerics;

namespace Quiver.Hamiltonians.States;

/// <summary>Descent on the energy of basis states by flips of one bit, then of two.</summary>
internal sealed class DiagonalDescent
{
    private readonly int qubits;
    private readonly (ulong Z, double C)[] terms;
    private readonly int[][] termsOf;
    private readonly double[] value;
    private ulong index;

    public DiagonalDescent(int qubits, (ulong Z, double C)[] terms, ulong start)
    {
        this.qubits = qubits;
        this.terms = terms;
        index = start;
        termsOf = [.. Enumerable.Range(0, qubits)
            .Select(q => Enumerable.Range(0, terms.Length).Where(t => (terms[t].Z >> q & 1) != 0).ToArray())];
        value = [.. terms.Select(t => (BitOperations.PopCount(t.Z & start) & 1) == 0 ? t.C : -t.C)];
    }

    /// <summary>A basis state that no flip of one or two bits lowers.</summary>
    public (ulong Index, double Energy) Run()
    {
        var floor = 1e-12 * value.Select(Math.Abs).Sum();
        while (Single(floor) || Pair(floor))
        {
        }

        return (index, value.Sum());
    }

    private bool Single(double floor)
    {
        var any = false;
        for (var q = 0; q < qubits; q++)
        {
            if (Change(q) < -floor)
            {
                Flip(q);
                any = true;
            }
        }

        return any;
    }

    private bool Pair(double floor)
    {
        for (var p = 0; p < qubits; p++)
        {
            var first = Change(p);
            Flip(p);
            for (var q = 0; q < p; q++)
            {
                if (first + Change(q) < -floor)
                {
                    Flip(q);
                    return true;
                }
            }

            Flip(p);
        }

        return false;
    }

    private double Change(int q)
    {
        double sum = 0;
        foreach (var t in termsOf[q])
        {
            sum -= 2 * value[t];
        }

        return sum;
    }

    private void Flip(int q)
    {
        index ^= 1UL << q;
        foreach (var t in termsOf[q])
        {
            value[t] = -value[t];
        }
    }
}
