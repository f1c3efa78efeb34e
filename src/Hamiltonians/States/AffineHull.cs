using System.Numerics;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// The smallest affine subspace over GF(2) that holds some basis states. Parities that all of them share (electrons of each spin, point
/// group, bits that a mask has to flip) make it small, without being named. Its states are numbered by their bits at the pivots, which
/// keeps their order.
/// </summary>
/// <param name="bits">Number of bits of a state, at most 64.</param>
internal sealed class AffineHull(int bits)
{
    private const int Sampled = 128;
    private readonly ulong[] rows = new ulong[64];
    private readonly int[] pivots = new int[64];
    private readonly ulong[] columns = new ulong[64];
    private readonly BinaryMap places = new(bits);
    private readonly BinaryMap rest = new(bits);
    private readonly BinaryMap masks = new(bits);

    /// <summary>A state of it; once it is numbered, the one with place 0.</summary>
    public ulong Origin { get; private set; }

    /// <summary>Its dimension.</summary>
    public int Rank { get; private set; }

    /// <summary>The number of a state of the hull, from its difference to <see cref="Origin"/>.</summary>
    public BinaryMap Places => places;

    /// <summary>What of a difference leads out of the hull: 0 for states of it.</summary>
    public BinaryMap Rest => rest;

    /// <summary>The mask m with (-1)^|m and place of b| = (-1)^|z and b| up to the sign at <see cref="Origin"/>, from z.</summary>
    public BinaryMap Masks => masks;

    /// <summary>Finds the hull of a sample of states: nearly always that of all.</summary>
    /// <param name="states">At least one.</param>
    public void Sample(ReadOnlySpan<ulong> states)
    {
        Rank = 0;
        Origin = states[0];
        var stride = Math.Max(1, states.Length / Sampled);
        for (var i = 0; i < states.Length; i += stride)
        {
            Add(states[i] ^ Origin);
        }
    }

    /// <summary>Extends the hull to more states.</summary>
    /// <param name="states">The states.</param>
    public void Extend(ReadOnlySpan<ulong> states)
    {
        foreach (var state in states)
        {
            Add(state ^ Origin);
        }
    }

    /// <summary>Numbers the states of the hull: sets the maps.</summary>
    public void Number()
    {
        // A row's highest bit is its pivot, and the origin has none: bits at the pivots in order compare like the states.
        Array.Sort(pivots, rows, 0, Rank);
        Origin = Reduced(Origin);
        Array.Clear(columns);
        for (var r = 0; r < Rank; r++)
        {
            columns[pivots[r]] = 1UL << r;
        }

        places.Set(columns);
        Array.Clear(columns);
        for (var r = 0; r < Rank; r++)
        {
            for (var row = rows[r]; row != 0; row &= row - 1)
            {
                columns[BitOperations.TrailingZeroCount(row)] |= 1UL << r;
            }
        }

        masks.Set(columns);
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

    /// <summary>A vector with the rows taken off it that clear the bits at the pivots.</summary>
    private ulong Reduced(ulong vector)
    {
        for (var r = 0; r < Rank; r++)
        {
            if ((vector >> pivots[r] & 1) != 0)
            {
                vector ^= rows[r];
            }
        }

        return vector;
    }

    private void Add(ulong difference)
    {
        difference = Reduced(difference);
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
}
