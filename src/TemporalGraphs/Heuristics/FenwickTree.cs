namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>Counts by key with prefix sums in logarithmic time (Fenwick 1994). Grows as keys grow.</summary>
internal sealed class FenwickTree
{
    private int[] tree = new int[1024];
    private int total;

    /// <summary>Changes the count of a key of 1 or more.</summary>
    public void Add(int key, int change)
    {
        while (key >= tree.Length)
        {
            Grow();
        }

        total += change;
        for (var i = key; i < tree.Length; i += i & -i)
        {
            tree[i] += change;
        }
    }

    /// <summary>How many have a key above this one.</summary>
    public int Above(int key)
    {
        var sum = 0;
        for (var i = Math.Min(key, tree.Length - 1); i > 0; i -= i & -i)
        {
            sum += tree[i];
        }

        return total - sum;
    }

    // In a tree of twice the length only the new middle node covers old keys.
    private void Grow()
    {
        var length = tree.Length;
        Array.Resize(ref tree, 2 * length);
        tree[length] = total;
    }
}
