using System.Numerics;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// The smallest affine subspace over GF(2) that holds some basis states. Parities that all of them share (electrons of each spin, point
/// group, bits that a mask has to flip) make it small, without being named. Its states are numbered by their bits at the pivots, which
/// keeps their order.
/// </summary>
/// <param name="qubits">Number of qubits, at most 64.</param>
internal sealed class AffineHull(int qubits)
{
    // The first differences are eliminated one by one; after so many, nearly all of the rest only confirm.
    private const int Eliminated = 256;
    private readonly ulong[] rows = new ulong[64];
    private readonly int[] pivots = new int[64];
    private readonly ulong[] columns = new ulong[64];
    private readonly BinaryMap rest = new(qubits);
    private readonly BinaryMap places = new(qubits);
    private readonly BinaryMap masks = new(qubits);

    /// <summary>A state of it.</summary>
    public ulong Origin { get; private set; }

    /// <summary>Its dimension.</summary>
    public int Rank { get; private set; }

    /// <summary>Finds the hull of some states.</summary>
    /// <param name="states">At least one.</param>
    public void Enclose(ReadOnlySpan<ulong> states)
    {
        Rank = 0;
        Origin = states[0];
        var stride = Math.Max(1, states.Length / Eliminated);
        for (var i = 0; i < states.Length; i += stride)
        {
            Add(Reduced(states[i] ^ Origin));
        }

        SetRest();
        foreach (var state in states)
        {
            if (rest.Of(state ^ Origin) is not 0 and var left)
            {
                Add(left);
                SetRest();
            }
        }
    }

    /// <summary>Numbers the states of the hull, and the masks of signs that differ on it.</summary>
    public void Number()
    {
        // A difference's highest bit is a pivot, so that pivots in order compare like the states.
        Array.Sort(pivots, rows, 0, Rank);
        Array.Clear(columns);
        for (var r = 0; r < Rank; r++)
        {
            columns[pivots[r]] = 1UL << r;
        }

        places.Set(columns);
        Array.Clear(columns);
        for (var r = 0; r < Rank; r++)
        {
            for (var bits = rows[r]; bits != 0; bits &= bits - 1)
            {
                columns[BitOperations.TrailingZeroCount(bits)] |= 1UL << r;
            }
        }

        masks.Set(columns);
    }

    /// <summary>Whether a mask leads from states of the hull to states of the hull.</summary>
    /// <param name="mask">What is flipped.</param>
    public bool HasDirection(ulong mask) => rest.Of(mask) == 0;

    /// <summary>The number of a state of the hull, below 2^<see cref="Rank"/>.</summary>
    /// <param name="state">The state.</param>
    public int Place(ulong state) => (int)places.Of(state ^ Origin);

    /// <summary>What a mask of <see cref="HasDirection"/> flips in the numbers of states.</summary>
    /// <param name="mask">What is flipped in the states.</param>
    public int Step(ulong mask) => (int)places.Of(mask);

    /// <summary>The mask m with (-1)^|m and place of b| = (-1)^|z and b| up to the sign at <see cref="Origin"/>; linear in z.</summary>
    /// <param name="z">A mask of signs.</param>
    public int Mask(ulong z) => (int)masks.Of(z);

    private ulong Reduced(ulong difference)
    {
        for (var r = 0; r < Rank; r++)
        {
            if ((difference >> pivots[r] & 1) != 0)
            {
                difference ^= rows[r];
            }
        }

        return difference;
    }

    /// <summary>Adds a difference that has no pivot's bit.</summary>
    private void Add(ulong difference)
    {
        if (difference == 0)
        {
            return;
        }

        var pivot = BitOperations.Log2(difference);
        for (var r = 0; r < Rank; r++)
        {
            if ((rows[r] >> pivot & 1) != 0)
            {
                rows[r] ^= difference;
            }
        }

        (rows[Rank], pivots[Rank]) = (difference, pivot);
        Rank++;
    }

    /// <summary>What of a difference the rows do not make: 0 for states of the hull.</summary>
    private void SetRest()
    {
        for (var b = 0; b < columns.Length; b++)
        {
            columns[b] = 1UL << b;
        }

        for (var r = 0; r < Rank; r++)
        {
            columns[pivots[r]] ^= rows[r];
        }

        rest.Set(columns);
    }
}
