using Quiver.Core.Runs;

namespace Quiver.LearnedGrouping;

/// <summary>The best distinct partitions met, by log reward: the replay buffer of the grouping GFlowNet.</summary>
internal sealed class PartitionPool(int capacity)
{
    private readonly List<(double LogReward, int[] Labels)> items = [];

    public int Count => items.Count;

    public int[] Best => items[0].Labels;

    /// <summary>Offers a partition; one as good as a known one counts as the same.</summary>
    public void Offer(double logReward, ReadOnlySpan<int> labels)
    {
        var at = items.Count;
        while (at > 0 && items[at - 1].LogReward < logReward)
        {
            at--;
        }

        if (at == capacity || (at > 0 && Math.Abs(items[at - 1].LogReward - logReward) < 1e-9))
        {
            return;
        }

        items.Insert(at, (logReward, labels.ToArray()));
        if (items.Count > capacity)
        {
            items.RemoveAt(capacity);
        }
    }

    /// <summary>Writes all of it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(items.Count);
        foreach (var (logReward, labels) in items)
        {
            writer.Write(logReward);
            writer.WriteArray<int>(labels);
        }
    }

    /// <summary>Becomes what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        items.Clear();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            items.Add((reader.ReadDouble(), reader.ReadArray<int>()));
        }
    }

    /// <summary>A partition drawn with more weight on the better ones.</summary>
    public int[] Draw(Random random)
    {
        var u = random.NextDouble();
        return items[(int)(u * u * items.Count)].Labels;
    }
}
