namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// Sequences as they look beside others: a row, and how often each of its entries occurs in the other row. Many pairs look alike
/// from one side, and a look is kept, and encoded, once.
/// </summary>
/// <param name="sequences">The rows.</param>
internal sealed class DygViews(DygSequences sequences)
{
    private readonly Dictionary<string, int> known = new(StringComparer.Ordinal);
    private readonly List<(int Row, string Shared)> views = [];
    private readonly char[] key = new char[sequences.Length + 2];

    /// <summary>Views.</summary>
    public int Count => views.Count;

    /// <summary>Patches of all of them.</summary>
    public long Tokens { get; private set; }

    /// <summary>Every row beside one that shares nothing.</summary>
    public static DygViews Alone(DygSequences sequences)
    {
        var alone = new DygViews(sequences);
        for (var row = 0; row < sequences.Count; row++)
        {
            alone.Add(row, []);
        }

        return alone;
    }

    /// <summary>Finds or adds a view.</summary>
    /// <param name="row">The row.</param>
    /// <param name="shared">For each of its entries how often it occurs in the other row.</param>
    /// <returns>Its number.</returns>
    public int Add(int row, ReadOnlySpan<char> shared)
    {
        (key[0], key[1]) = ((char)(row >> 16), (char)row);
        shared.CopyTo(key.AsSpan(2));
        var text = key.AsSpan(0, shared.Length + 2);
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out var view))
        {
            view = views.Count;
            lookup[text] = view;
            views.Add((row, shared.ToString()));
            Tokens += sequences.Tokens(row);
        }

        return view;
    }

    /// <summary>Sorts the views by the places of their rows.</summary>
    /// <returns>The new number of every view.</returns>
    public int[] Sort()
    {
        var order = Enumerable.Range(0, views.Count).OrderBy(v => sequences.Place[views[v].Row]).ToArray();
        var (sorted, number) = (order.Select(v => views[v]).ToArray(), new int[order.Length]);
        for (var i = 0; i < order.Length; i++)
        {
            (number[order[i]], views[i]) = (i, sorted[i]);
        }

        known.Clear();
        return number;
    }

    /// <summary>Cuts sorted views into runs of rows of one length.</summary>
    /// <param name="tokens">Most patches of a run of more than one view.</param>
    public IEnumerable<DygChunk> Chunks(int tokens)
    {
        for (var from = 0; from < views.Count;)
        {
            var width = sequences.Tokens(views[from].Row);
            var (to, most) = (from + 1, Math.Max(1, tokens / width));
            while (to < views.Count && to - from < most && sequences.Tokens(views[to].Row) == width)
            {
                to++;
            }

            yield return Cut(from, to, width);
            from = to;
        }
    }

    private DygChunk Cut(int from, int to, int width)
    {
        var first = sequences.Place[views[from].Row];
        var (rows, where, what) = (new long[to - from], new List<long>(), new List<long>());
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, shared) = views[from + i];
            rows[i] = sequences.Place[row] - first;
            for (var k = 0; k < shared.Length; k++)
            {
                if (shared[k] > 0)
                {
                    where.Add(((long)i * width) + (k / DygSequences.Patch));
                    what.Add(((long)(k % DygSequences.Patch) * sequences.Length) + shared[k] - 1);
                }
            }
        }

        return new DygChunk(from, width, first, rows, [.. where], [.. what]);
    }
}
