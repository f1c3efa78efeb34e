using System.Numerics;
using System.Runtime.InteropServices;

namespace Quiver.Core.Numbers;

/// <summary>Finds numbers that are not finite, fast enough to stand in front of every ranking and every update.</summary>
internal static class FiniteNumbers
{
    /// <summary>Where the first NaN or infinity stands.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>Its index, or -1 when all are finite.</returns>
    public static int FirstOther(ReadOnlySpan<float> values)
    {
        // x - x is 0 for a finite x and NaN for any other, and a NaN stays in the sum.
        var blocks = MemoryMarshal.Cast<float, Vector<float>>(values);
        var sum = Vector<float>.Zero;
        foreach (var block in blocks)
        {
            sum += block - block;
        }

        return Vector.EqualsAll(sum, Vector<float>.Zero) ? Search(values, blocks.Length * Vector<float>.Count) : Search(values, 0);
    }

    /// <summary>Where the first NaN or infinity stands.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>Its index, or -1 when all are finite.</returns>
    public static int FirstOther(ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where the first NaN stands; infinities pass.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>Its index, or -1 when there is none.</returns>
    public static int FirstNaN(ReadOnlySpan<float> values)
    {
        var blocks = MemoryMarshal.Cast<float, Vector<float>>(values);
        var from = blocks.Length * Vector<float>.Count;
        foreach (var block in blocks)
        {
            if (!Vector.EqualsAll(block, block))
            {
                from = 0;
                break;
            }
        }

        for (var i = from; i < values.Length; i++)
        {
            if (float.IsNaN(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Search(ReadOnlySpan<float> values, int from)
    {
        for (var i = from; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
