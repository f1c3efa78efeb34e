using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quiver.Core.Vectors;

/// <summary>Vectors that act on the lowest bits of a basis index, those that number the lanes; higher bits of a mask are ignored.</summary>
internal static unsafe class LaneTables<TV>
    where TV : struct, ILaneVector<TV, double>
{
    private static readonly double[] FlipRows = Pinned(static (x, lane) => TV.Index(lane ^ x));
    private static readonly double[] SignRows = Pinned(
        static (z, lane) => int.IsEvenInteger(BitOperations.PopCount((uint)(z & lane))) ? 1.0 : -1.0);

    /// <summary>All rows of <see cref="Flip"/>, for loops that look one up often.</summary>
    public static double* Flips => (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(FlipRows));

    /// <summary>What <see cref="ILaneVector{TSelf, T}.Permute"/> takes to bring lane j ^ x to lane j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Flip(uint x) => Row(FlipRows, x);

    /// <summary>(-1)^|z and j| on lane j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Signs(uint z) => Row(SignRows, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Row(double[] table, uint row) =>
        TV.Load(
            (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(table)) + ((row & ((uint)TV.Count - 1)) * (nuint)TV.Count));

    private static double[] Pinned(Func<int, int, double> entry)
    {
        var table = GC.AllocateArray<double>(TV.Count * TV.Count, pinned: true);
        for (var k = 0; k < table.Length; k++)
        {
            table[k] = entry(k / TV.Count, k % TV.Count);
        }

        return table;
    }
}
