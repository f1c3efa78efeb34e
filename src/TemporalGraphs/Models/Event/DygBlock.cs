using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Models;

/// <summary>Pairs of a source and a candidate whose sequences share a node.</summary>
/// <param name="Views">Their sequences, each as it looks beside the other one's.</param>
/// <param name="Sources">For each pair the view of the source.</param>
/// <param name="Candidates">For each pair the view of the candidate.</param>
/// <param name="Cells">For each pair source times candidates plus candidate.</param>
internal sealed record DygBlock(DygViews Views, long[] Sources, long[] Candidates, long[] Cells)
{
    /// <summary>Finds all pairs, in order.</summary>
    /// <param name="sequences">The sources' rows, then the candidates'.</param>
    /// <param name="sources">How many rows are sources'.</param>
    /// <param name="nodes">Nodes are below this.</param>
    /// <param name="most">Pairs after which a block ends with its source.</param>
    /// <returns>Blocks of pairs.</returns>
    public static List<DygBlock> Find(DygSequences sequences, int sources, int nodes, int most)
    {
        var holders = Holders(sequences, sources);
        var (blocks, pairs, met) = (new List<DygBlock>(), new List<(int Source, int Candidate, long Cell)>(), new List<int>());
        var (mine, both, seen) = (new int[nodes], new int[nodes], new int[sequences.Count]);
        Array.Fill(seen, -1);
        var (left, right) = (new char[sequences.Length], new char[sequences.Length]);
        var views = new DygViews(sequences);
        for (var s = 0; s < sources; s++)
        {
            var own = sequences.Nodes(s);
            met.Clear();
            foreach (var node in own)
            {
                mine[node]++;
                foreach (var c in holders.TryGetValue(node, out var list) ? list : [])
                {
                    if (seen[c] != s)
                    {
                        seen[c] = s;
                        met.Add(c);
                    }
                }
            }

            met.Sort();
            foreach (var c in met)
            {
                var other = sequences.Nodes(c);
                for (var k = 0; k < other.Length; k++)
                {
                    both[other[k]]++;
                    right[k] = (char)mine[other[k]];
                }

                for (var k = 0; k < own.Length; k++)
                {
                    left[k] = (char)both[own[k]];
                }

                foreach (var node in other)
                {
                    both[node] = 0;
                }

                pairs.Add((
                    views.Add(s, left.AsSpan(0, own.Length)),
                    views.Add(c, right.AsSpan(0, other.Length)),
                    ((long)s * (sequences.Count - sources)) + c - sources));
            }

            foreach (var node in own)
            {
                mine[node] = 0;
            }

            if (pairs.Count >= most || (s == sources - 1 && pairs.Count > 0))
            {
                blocks.Add(Close(views, pairs));
                views = new DygViews(sequences);
                pairs.Clear();
            }
        }

        return blocks;
    }

    private static Dictionary<int, List<int>> Holders(DygSequences sequences, int sources)
    {
        var holders = new Dictionary<int, List<int>>();
        for (var c = sources; c < sequences.Count; c++)
        {
            foreach (var node in sequences.Nodes(c))
            {
                ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(holders, node, out _);
                list ??= [];
                if (list.Count == 0 || list[^1] != c)
                {
                    list.Add(c);
                }
            }
        }

        return holders;
    }

    private static DygBlock Close(DygViews views, List<(int Source, int Candidate, long Cell)> pairs)
    {
        var number = views.Sort();
        var (sources, candidates, cells) = (new long[pairs.Count], new long[pairs.Count], new long[pairs.Count]);
        for (var i = 0; i < cells.Length; i++)
        {
            (sources[i], candidates[i], cells[i]) = (number[pairs[i].Source], number[pairs[i].Candidate], pairs[i].Cell);
        }

        return new DygBlock(views, sources, candidates, cells);
    }
}
