using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>Words that begin at a cache line and stay there, so that reading 64 bytes touches one line.</summary>
internal sealed class AlignedWords
{
    private const int Line = 8;
    private readonly ulong[] words;
    private readonly int start;

    /// <summary>Makes words of zeros.</summary>
    /// <param name="count">How many.</param>
    public AlignedWords(int count)
    {
        Count = count;
        words = GC.AllocateArray<ulong>(count + Line - 1, pinned: true);
        start = (int)((Line - (Address() / sizeof(ulong) % Line)) % Line);
    }

    /// <summary>How many words there are.</summary>
    public int Count { get; }

    /// <summary>The first word.</summary>
    public ref ulong First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(words), start);

    /// <summary>All words.</summary>
    public Span<ulong> Span => words.AsSpan(start, Count);

    private unsafe long Address() => (long)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(words));
}
