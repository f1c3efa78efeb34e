namespace Quiver.Hamiltonians.States;

/// <summary>
/// For each of many X-masks the pairs (b, b ^ mask) of a sparse state: every pair of basis states is looked at once, instead of every
/// basis state once per mask.
/// </summary>
internal sealed class PartnerLists
{
    // Measured, all cores together.
    private const double PairNanoseconds = 10;
    private readonly BasisIndex index;
    private readonly int[][] starts;
    private readonly (int State, int Partner)[][] pairs;

    private PartnerLists(BasisIndex index, int[][] starts, (int State, int Partner)[][] pairs)
    {
        this.index = index;
        this.starts = starts;
        this.pairs = pairs;
    }

    /// <summary>What the lists take.</summary>
    /// <param name="states">Number of basis states.</param>
    /// <returns>Nanoseconds of one core.</returns>
    public static double Nanoseconds(double states) => PairNanoseconds * states * states;

    /// <summary>Lists the pairs.</summary>
    /// <param name="basis">Basis states, ascending.</param>
    /// <param name="masks">The masks; 0 has no list.</param>
    /// <param name="once">Whether only the pair with b below b ^ mask is listed, not its reverse.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static PartnerLists Of(ulong[] basis, ulong[] masks, bool once, CancellationToken cancellationToken)
    {
        // Part p of the masks are those whose place leaves remainder p: each has one writer, and its pairs ascend.
        var index = new BasisIndex(masks);
        var parts = Environment.ProcessorCount;
        var (starts, pairs) = (new int[parts][], new (int, int)[parts][]);
        Parallel.For(0, parts, new ParallelOptions { CancellationToken = cancellationToken }, p =>
        {
            var start = new int[(masks.Length / parts) + 2];
            Visit(basis, index, parts, p, once, (slot, _, _) => start[slot + 1]++, cancellationToken);
            for (var s = 1; s < start.Length; s++)
            {
                start[s] += start[s - 1];
            }

            var next = start.AsSpan(0, start.Length - 1).ToArray();
            var list = new (int, int)[start[^1]];
            Visit(basis, index, parts, p, once, (slot, i, j) => list[next[slot]++] = (i, j), cancellationToken);
            (starts[p], pairs[p]) = (start, list);
        });
        return new(index, starts, pairs);
    }

    /// <summary>The pairs of one mask; null for 0 and for masks that were not asked for.</summary>
    public ReadOnlyMemory<(int State, int Partner)>? Find(ulong mask)
    {
        var at = mask == 0 ? -1 : index.Find(mask);
        if (at < 0)
        {
            return null;
        }

        var (slot, part) = Math.DivRem(at, starts.Length);
        return pairs[part].AsMemory(starts[part][slot], starts[part][slot + 1] - starts[part][slot]);
    }

    private static void Visit(
        ulong[] basis, BasisIndex index, int parts, int part, bool once, Action<int, int, int> take, CancellationToken cancellationToken)
    {
        for (var i = 0; i < basis.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var j = once ? i + 1 : 0; j < basis.Length; j++)
            {
                var at = i == j ? -1 : index.Find(basis[i] ^ basis[j]);
                if (at >= 0 && at % parts == part)
                {
                    take(at / parts, i, j);
                }
            }
        }
    }
}
