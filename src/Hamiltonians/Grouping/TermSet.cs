using System.Numerics;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>A mutable set of term indices as packed bits, enumerated in ascending order.</summary>
internal sealed class TermSet
{
    public TermSet(int count, bool full)
    {
        Words = new ulong[(count + 63) / 64];
        if (full)
        {
            Array.Fill(Words, ulong.MaxValue);
            if ((count & 63) != 0)
            {
                Words[^1] = (1UL << (count & 63)) - 1;
            }
        }
    }

    public ulong[] Words { get; }

    public bool IsEmpty => !Words.AsSpan().ContainsAnyExcept(0UL);

    public void Remove(int term) => Words[term >> 6] &= ~(1UL << (term & 63));

    public void Clear() => Array.Clear(Words);

    public void CopyFrom(TermSet other) => other.Words.CopyTo(Words, 0);

    public IEnumerator<int> GetEnumerator()
    {
        for (var w = 0; w < Words.Length; w++)
        {
            var bits = Words[w];
            while (bits != 0)
            {
                yield return (w << 6) + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
            }
        }
    }
}
