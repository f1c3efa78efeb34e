namespace Quiver.Circuits.Gates;

/// <summary>
/// A first layout on a map that may have gaps and separate parts: qubits that gates join go into one connected part, each cluster of
/// qubits into the smallest part that still has room, largest cluster first.
/// </summary>
internal static class StartLayout
{
    /// <summary>Chooses device qubits.</summary>
    /// <exception cref="ArgumentException">A cluster finds no part with room.</exception>
    public static int[] Choose(int qubits, RouteItem[] items, CouplingMap map)
    {
        var clusters = Clusters(qubits, items);
        var free = Enumerable.Range(0, map.Qubits).GroupBy(map.Part).OrderBy(static g => g.Key).Select(static g => new Queue<int>(g))
            .ToList();
        if (free.Count == 1)
        {
            return [.. Enumerable.Range(0, qubits)];
        }

        var layout = new int[qubits];
        foreach (var cluster in clusters.OrderByDescending(static c => c.Count).ThenBy(static c => c[0]))
        {
            var part = free.Where(f => f.Count >= cluster.Count).MinBy(static f => f.Count)
                ?? throw new ArgumentException(
                    $"Gates join {cluster.Count} qubits of the circuit, but no connected part of the map has as many left: its largest "
                        + $"part has {Enumerable.Range(0, map.Qubits).CountBy(map.Part).Max(static p => p.Value)} qubits.", nameof(map));
            foreach (var q in cluster)
            {
                layout[q] = part.Dequeue();
            }
        }

        return layout;
    }

    private static List<List<int>> Clusters(int qubits, RouteItem[] items)
    {
        var root = Enumerable.Range(0, qubits).ToArray();
        int Find(int q)
        {
            while (root[q] != q)
            {
                q = root[q] = root[root[q]];
            }

            return q;
        }

        foreach (var item in items.Where(static i => i.B >= 0))
        {
            var (a, b) = (Find(item.A), Find(item.B));
            root[Math.Max(a, b)] = Math.Min(a, b);
        }

        return [.. Enumerable.Range(0, qubits).GroupBy(Find).Select(static g => g.ToList())];
    }
}
