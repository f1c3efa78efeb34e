namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Pairs of nodes that occurred: eight bytes a slot, open addressing.</summary>
internal sealed class PairSet
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    // The key plus one; 0 is empty.
    private ulong[] slots = new ulong[1024];
    private int count;

    /// <summary>Which half of all pairs a pair belongs to, 0 or 1.</summary>
    public static int Half(int source, int destination) => (int)((Key(source, destination) * Multiplier) >> 63);

    /// <summary>Takes in a pair.</summary>
    public void Add(int source, int destination)
    {
        var key = Key(source, destination);
        var slot = Slot(key);
        if (slots[slot] == 0)
        {
            slots[slot] = key;
            if (++count > slots.Length / 8 * 5)
            {
                Grow();
            }
        }
    }

    /// <summary>Whether a pair occurred.</summary>
    public bool Contains(int source, int destination) => slots[Slot(Key(source, destination))] != 0;

    private static ulong Key(int source, int destination) => (((ulong)(uint)source << 32) | (uint)destination) + 1;

    private long Slot(ulong key)
    {
        var mask = (ulong)slots.LongLength - 1;
        var slot = ((key * Multiplier) >> 33) & mask;
        while (slots[slot] != 0 && slots[slot] != key)
        {
            slot = (slot + 1) & mask;
        }

        return (long)slot;
    }

    private void Grow()
    {
        var old = slots;
        slots = new ulong[2 * old.Length];
        foreach (var key in old)
        {
            if (key != 0)
            {
                slots[Slot(key)] = key;
            }
        }
    }
}
