using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>Ranges and indices, negative ones counted from the end.</summary>
internal static class QasmRanges
{
    public const int MostElements = 1_000_000;

    /// <summary>first, first + step, ... up to last, which is included. With a size, negative ends count from the end.</summary>
    public static long[] Of(long first, long step, long last, int size, Func<string, InputException> error)
    {
        if (step == 0)
        {
            throw error("a range with step 0 never ends.");
        }

        if (size > 0)
        {
            first = first < 0 ? first + size : first;
            last = last < 0 ? last + size : last;
        }

        var count = step > 0 ? ((double)last - first) / step : ((double)first - last) / -(double)step;
        if (count > MostElements)
        {
            throw error($"a range has at most {MostElements:N0} elements.");
        }

        return count < 0 ? [] : [.. Enumerable.Range(0, (int)Math.Floor(count) + 1).Select(k => first + (k * step))];
    }

    /// <summary>One element of a register.</summary>
    public static int Element(IReadOnlyList<int> register, long index, string name, Func<string, InputException> error,
        string noun = "bits")
    {
        var place = index < 0 ? index + register.Count : index;
        return place >= 0 && place < register.Count
            ? register[(int)place]
            : throw error($"{name}[{index}] does not exist; the register has {register.Count} {noun}.");
    }
}
