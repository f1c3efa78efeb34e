using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Training;

/// <summary>
/// Numbers nodes so that exactly those that occur as destinations have the highest numbers: first the nodes that are only
/// sources, then the destinations, each in the order in which they first occur. The numbers follow the order of the events and
/// nothing else, so renaming nodes changes no number.
/// </summary>
internal static class NodeNumbering
{
    /// <summary>Numbers the nodes of two columns.</summary>
    /// <param name="sources">Ids of the sources, 0 or above.</param>
    /// <param name="destinations">Ids of the destinations, 0 or above.</param>
    /// <returns>The columns in new numbers (the same arrays where no number changes), the id of every number, and the first destination.</returns>
    public static (int[] Sources, int[] Destinations, int[] Ids, int FirstDestination) Of(int[] sources, int[] destinations)
    {
        var map = Map.Create(sources, destinations);
        foreach (var d in destinations)
        {
            map.Value(d) = -1;
        }

        var ids = new List<int>();
        foreach (var s in sources)
        {
            ref var value = ref map.Value(s);
            if (value == 0)
            {
                ids.Add(s);
                value = ids.Count;
            }
        }

        var first = ids.Count;
        for (var i = 0; i < sources.Length; i++)
        {
            Meet(sources[i]);
            Meet(destinations[i]);
        }

        var same = true;
        for (var n = 0; n < ids.Count && same; n++)
        {
            same = ids[n] == n;
        }

        return same ? (sources, destinations, [.. ids], first)
            : (Array.ConvertAll(sources, Number), Array.ConvertAll(destinations, Number), [.. ids], first);

        int Number(int id) => map.Value(id) - 1;

        void Meet(int id)
        {
            ref var value = ref map.Value(id);
            if (value < 0)
            {
                ids.Add(id);
                value = ids.Count;
            }
        }
    }

    /// <summary>Values by id, 0 at first: an array where ids are dense, otherwise a dictionary, so that the cost depends on the nodes.</summary>
    private sealed class Map
    {
        private readonly int[]? dense;
        private readonly Dictionary<int, int>? sparse;

        private Map(int[]? dense, Dictionary<int, int>? sparse) => (this.dense, this.sparse) = (dense, sparse);

        public static Map Create(int[] sources, int[] destinations)
        {
            var highest = Math.Max(sources.Max(), destinations.Max());
            return highest < Math.Max(1 << 16, 4L * sources.Length) ? new Map(new int[highest + 1], null) : new Map(null, []);
        }

        public ref int Value(int id)
        {
            if (dense is not null)
            {
                return ref dense[id];
            }

            return ref CollectionsMarshal.GetValueRefOrAddDefault(sparse!, id, out _);
        }
    }
}
