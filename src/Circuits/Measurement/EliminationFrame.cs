namespace Quiver.Circuits.Measurement;

/// <summary>
/// The free choices of symplectic elimination: the order in which qubits are tried as pivots, and for each qubit the letter that
/// plays Z and the one that plays X. It counts the two-qubit gates that elimination takes under these choices, without carrying it out.
/// </summary>
internal sealed class EliminationFrame
{
    private readonly int qubits;
    private readonly int[] pivotOf = new int[StabilizerColumns.MaximumStrings];
    private readonly ulong[] xs;
    private readonly ulong[] zs;
    private readonly byte[] playZ;
    private readonly byte[] playX;
    private readonly bool[] isPivot;

    public EliminationFrame(int qubits)
    {
        this.qubits = qubits;
        Order = [.. Enumerable.Range(0, qubits)];
        LetterZ = [.. Enumerable.Repeat((byte)2, qubits)];
        LetterX = [.. Enumerable.Repeat((byte)1, qubits)];
        (xs, zs) = (new ulong[qubits], new ulong[qubits]);
        (playZ, playX) = (new byte[qubits], new byte[qubits]);
        isPivot = new bool[qubits];
    }

    public int[] Order { get; }

    public byte[] LetterZ { get; }

    public byte[] LetterX { get; }

    public void CopyFrom(EliminationFrame other)
    {
        other.Order.CopyTo(Order, 0);
        other.LetterZ.CopyTo(LetterZ, 0);
        other.LetterX.CopyTo(LetterX, 0);
    }

    /// <summary>The gates that elimination needs until all strings have one common letter on every qubit.</summary>
    /// <param name="columns">Independent commuting strings.</param>
    /// <param name="price">Gates for one interaction of two qubits, [a n + b]; null for 1 each.</param>
    /// <param name="gates">Takes the interactions, where wanted.</param>
    public int Count(StabilizerColumns columns, int[]? price, List<PauliInteraction>? gates = null)
    {
        for (var q = 0; q < qubits; q++)
        {
            (playZ[q], playX[q]) = (LetterZ[q], LetterX[q]);
            xs[q] = columns.Anticommuting(q, playZ[q]);
            zs[q] = columns.Anticommuting(q, playX[q]);
            isPivot[q] = false;
        }

        ulong used = 0;
        foreach (var q in Order)
        {
            if ((xs[q] & ~used) != 0)
            {
                used |= MakePivot(q, used);
            }
        }

        // Strings left without X: their Z parts are independent on the qubits that are no pivot, since on those that are they would
        // anticommute with the pivot's string.
        if (System.Numerics.BitOperations.PopCount(used) < columns.Strings)
        {
            foreach (var q in Order)
            {
                if (!isPivot[q] && (zs[q] & ~used) != 0)
                {
                    (xs[q], zs[q]) = (zs[q], xs[q]);
                    (playZ[q], playX[q]) = (playX[q], playZ[q]);
                    used |= MakePivot(q, used);
                }
            }
        }

        return Clear(price, gates) + Join(columns.Strings, price, gates);
    }

    // Products of strings, free of gates, leave the only X of one string here.
    private ulong MakePivot(int q, ulong used)
    {
        var candidates = xs[q] & ~used;
        var bit = candidates & (~candidates + 1);
        var others = xs[q] ^ bit;
        if (others != 0)
        {
            for (var k = 0; k < qubits; k++)
            {
                xs[k] ^= (xs[k] & bit) != 0 ? others : 0;
                zs[k] ^= (zs[k] & bit) != 0 ? others : 0;
            }
        }

        pivotOf[System.Numerics.BitOperations.TrailingZeroCount(bit)] = q;
        isPivot[q] = true;
        return bit;
    }

    // On a qubit that is no pivot one gate removes one string's letter.
    private int Clear(int[]? price, List<PauliInteraction>? gates)
    {
        var count = 0;
        for (var q = 0; q < qubits; q++)
        {
            if (isPivot[q])
            {
                continue;
            }

            for (var rest = xs[q] | zs[q]; rest != 0; rest &= rest - 1)
            {
                var bit = rest & (~rest + 1);
                var pivot = pivotOf[System.Numerics.BitOperations.TrailingZeroCount(bit)];
                var (hasX, hasZ) = ((xs[q] & bit) != 0, (zs[q] & bit) != 0);
                var anticommuting = hasX ? hasZ ? xs[q] ^ zs[q] : zs[q] : xs[q];
                xs[q] &= ~bit;
                zs[q] &= ~bit;
                zs[pivot] ^= anticommuting & ~bit;
                count += price is null ? 1 : price[(pivot * qubits) + q];
                gates?.Add(new(pivot, playZ[pivot], q, (byte)((hasX ? playX[q] : 0) ^ (hasZ ? playZ[q] : 0))));
            }
        }

        return count;
    }

    private int Join(int strings, int[]? price, List<PauliInteraction>? gates)
    {
        var count = 0;
        for (var t = 0; t < strings; t++)
        {
            var pivot = pivotOf[t];
            for (var rest = zs[pivot] & ~((2UL << t) - 1); rest != 0; rest &= rest - 1)
            {
                var other = pivotOf[System.Numerics.BitOperations.TrailingZeroCount(rest)];
                count += price is null ? 1 : price[(pivot * qubits) + other];
                gates?.Add(new(pivot, playZ[pivot], other, playZ[other]));
            }
        }

        return count;
    }
}
