using Quiver.Core.Randomness;

namespace Quiver.Circuits.Measurement;

/// <summary>Outcomes as counts, and the randomness of one setting, which depends on no thread.</summary>
internal static class Counted
{
    public static IReadOnlyList<(ulong Outcome, long Count)> Of(int[] outcomes)
    {
        Array.Sort(outcomes);
        var result = new List<(ulong, long)>();
        for (var i = 0; i < outcomes.Length;)
        {
            var last = i;
            while (last < outcomes.Length && outcomes[last] == outcomes[i])
            {
                last++;
            }

            result.Add(((uint)outcomes[i], last - i));
            i = last;
        }

        return result;
    }

    public static Random Random(int seed, int setting) =>
        new((int)(new RandomStream((ulong)(uint)seed, (ulong)(uint)setting).At(0, 0)[0] >> 1));
}
