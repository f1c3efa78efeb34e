using System.Globalization;
using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Turns the codes of a file's ids into nodes.</summary>
internal static class NodeCodes
{
    private const int Small = 1 << 16;

    /// <summary>
    /// Changes codes into nodes in place. Small numbers stay as they are (items follow the users where ids are separate); names, negative
    /// and large numbers get numbers 0, 1, ... in order of appearance, so that nothing depends on how large an id is.
    /// </summary>
    /// <param name="sources">Codes of the sources.</param>
    /// <param name="destinations">Codes of the destinations.</param>
    /// <param name="ids">Gives the text of a code.</param>
    /// <param name="separate">Whether sources and destinations have ids of their own.</param>
    /// <param name="anew">Whether to number in order of appearance in any case.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The text of every node; null where nodes are the file's own numbers.</returns>
    public static List<string>? Number(
        int[] sources, int[] destinations, NodeIds ids, bool separate, bool anew, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (lowSource, highSource) = Range(sources);
        var (lowDestination, highDestination) = Range(destinations);
        var most = Math.Max(Small, Math.Min(4L * sources.Length, NodeIds.MostPlain / 2));
        if (!anew && lowSource >= 0 && lowDestination >= 0 && highSource < most && highDestination < most)
        {
            if (!separate)
            {
                return null;
            }

            var users = highSource + 1;
            for (var i = 0; i < destinations.Length; i++)
            {
                destinations[i] += users;
            }

            return [.. Enumerable.Range(0, users + highDestination + 1)
                .Select(n => (n < users ? n : n - users).ToString(CultureInfo.InvariantCulture))];
        }

        var names = new List<string>();
        var map = new Dictionary<int, int>();
        var items = separate ? [] : map;
        for (var i = 0; i < sources.Length; i++)
        {
            if ((i & 0xFFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            sources[i] = Of(map, sources[i]);
            destinations[i] = Of(items, destinations[i]);
        }

        return names;

        int Of(Dictionary<int, int> known, int code)
        {
            ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(known, code, out var exists);
            if (!exists)
            {
                node = names.Count;
                names.Add(ids.Label(code));
            }

            return node;
        }
    }

    private static (int Low, int High) Range(int[] codes)
    {
        var (low, high) = (int.MaxValue, int.MinValue);
        foreach (var code in codes)
        {
            low = Math.Min(low, code);
            high = Math.Max(high, code);
        }

        return (low, high);
    }
}
