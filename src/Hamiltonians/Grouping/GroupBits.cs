using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>A bit for each of 512 groups, as two vectors of 256: wider ones are slow where the machine has none.</summary>
internal readonly struct GroupBits(Vector256<ulong> low, Vector256<ulong> high)
{
    private const int Half = 4;
    private readonly Vector256<ulong> low = low;
    private readonly Vector256<ulong> high = high;

    /// <summary>Whether every group has its bit.</summary>
    public bool IsFull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (low & high) == Vector256<ulong>.AllBitsSet;
    }

    /// <summary>Bits of 64 groups.</summary>
    /// <param name="word">Which 64, 0 to 7.</param>
    public ulong this[int word] => word < Half ? low[word] : high[word - Half];

    /// <summary>Eight words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GroupBits Load(ref ulong words, int offset) => new(
        Vector256.LoadUnsafe(ref words, (nuint)offset), Vector256.LoadUnsafe(ref words, (nuint)(offset + Half)));

    /// <summary>Groups of either.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GroupBits operator |(GroupBits a, GroupBits b) => new(a.low | b.low, a.high | b.high);

    /// <summary>Groups of exactly one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GroupBits operator ^(GroupBits a, GroupBits b) => new(a.low ^ b.low, a.high ^ b.high);

    /// <summary>Groups of the first that are not in the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GroupBits Without(GroupBits a, GroupBits b) => new(Vector256.AndNot(a.low, b.low), Vector256.AndNot(a.high, b.high));
}
