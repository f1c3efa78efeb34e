using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Search;

/// <summary>The best partition met for every number of groups. One archive belongs to one chain.</summary>
internal sealed class ParetoArchive
{
    private readonly SortedDictionary<int, (double Cost, int[] Labels)> best = [];

    /// <summary>Offers a partition.</summary>
    public void Offer(int groups, double cost, ReadOnlySpan<int> labels)
    {
        if (!best.TryGetValue(groups, out var known) || cost < known.Cost * (1 - 1e-13))
        {
            best[groups] = (cost, labels.ToArray());
        }
    }

    /// <summary>Takes over another archive's partitions.</summary>
    public void Merge(ParetoArchive other)
    {
        foreach (var (groups, (cost, labels)) in other.best)
        {
            Offer(groups, cost, labels);
        }
    }

    /// <summary>Writes all of it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(best.Count);
        foreach (var (groups, (cost, labels)) in best)
        {
            writer.Write(groups);
            writer.Write(cost);
            writer.WriteArray<int>(labels);
        }
    }

    /// <summary>Becomes what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        best.Clear();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            best.Add(reader.ReadInt32(), (reader.ReadDouble(), reader.ReadArray<int>()));
        }
    }

    /// <summary>The partitions that no other beats in both figures, by number of groups.</summary>
    public IReadOnlyList<(int Groups, double Cost, int[] Labels)> Front()
    {
        var front = new List<(int, double, int[])>();
        var lowest = double.PositiveInfinity;
        foreach (var (groups, (cost, labels)) in best)
        {
            if (cost < lowest * (1 - 1e-12))
            {
                lowest = cost;
                front.Add((groups, cost, labels));
            }
        }

        return front;
    }
}
