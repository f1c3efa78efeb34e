namespace Quiver.Circuits.Design;

/// <summary>
/// Words of gates up to the exchange of gates on different qubits, kept in their smallest order (Anisimov and Knuth 1979,
/// "Inhomogeneous sorting"): two circuits are the same state exactly when their words are equal. Unused places hold -1.
/// </summary>
internal static class CanonicalWord
{
    /// <summary>Number of gates in a word.</summary>
    /// <param name="word">The word.</param>
    /// <returns>Places before the first -1.</returns>
    public static int Length(ReadOnlySpan<long> word)
    {
        var end = word.IndexOf(-1L);
        return end < 0 ? word.Length : end;
    }

    /// <summary>Appends a gate and restores the order.</summary>
    /// <param name="gates">The gate set.</param>
    /// <param name="word">A canonical word with room for one more gate; changed in place.</param>
    /// <param name="gate">The gate.</param>
    /// <returns>The place the gate went to.</returns>
    public static int Append(GateSet gates, Span<long> word, int gate)
    {
        ArgumentNullException.ThrowIfNull(gates);
        var length = Length(word);

        // Everything behind the last gate that shares a qubit commutes with the new one: it goes before the first larger letter.
        var start = length;
        while (start > 0 && gates.Commute((int)word[start - 1], gate))
        {
            start--;
        }

        var place = start;
        while (place < length && word[place] < gate)
        {
            place++;
        }

        for (var i = length; i > place; i--)
        {
            word[i] = word[i - 1];
        }

        word[place] = gate;
        return place;
    }

    /// <summary>Takes out the last occurrence of a gate that nothing behind it depends on.</summary>
    /// <param name="gates">The gate set.</param>
    /// <param name="word">A canonical word; changed in place, and canonical again.</param>
    /// <param name="gate">A gate that may be moved to the end.</param>
    public static void Remove(GateSet gates, Span<long> word, int gate)
    {
        ArgumentNullException.ThrowIfNull(gates);
        var length = Length(word);
        var place = word[..length].LastIndexOf((long)gate);
        for (var i = place; i + 1 < length; i++)
        {
            word[i] = word[i + 1];
        }

        word[length - 1] = -1;

        // What stood behind the gate may now move further to the front: sort again by appending one by one.
        Span<long> rest = stackalloc long[length];
        var count = length - 1 - place;
        word.Slice(place, count).CopyTo(rest);
        word.Slice(place, count).Fill(-1);
        for (var i = 0; i < count; i++)
        {
            Append(gates, word, (int)rest[i]);
        }
    }

    /// <summary>The canonical word of any word.</summary>
    /// <param name="gates">The gate set.</param>
    /// <param name="word">Gate numbers; -1 ends it.</param>
    /// <param name="width">Places of the result.</param>
    /// <returns>The canonical word.</returns>
    public static long[] Of(GateSet gates, ReadOnlySpan<long> word, int width)
    {
        var result = new long[width];
        result.AsSpan().Fill(-1);
        foreach (var gate in word)
        {
            if (gate >= 0)
            {
                Append(gates, result, (int)gate);
            }
        }

        return result;
    }
}
