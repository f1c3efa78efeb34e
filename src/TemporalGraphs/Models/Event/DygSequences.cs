namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// The sequences that DyGFormer reads: for every row a node and its latest neighbours, with their ages. Rows have a place too, the
/// order by how many patches are filled, so that rows of one length lie side by side.
/// </summary>
internal sealed class DygSequences
{
    /// <summary>Entries of a patch.</summary>
    public const int Patch = 2;

    private readonly int[] nodes;
    private readonly float[] ages;
    private readonly int[] used;

    private DygSequences(int length, int[] nodes, float[] ages, int[] used, int[] order, int[] place) =>
        (Length, this.nodes, this.ages, this.used, Order, Place) = (length, nodes, ages, used, order, place);

    /// <summary>Rows.</summary>
    public int Count => used.Length;

    /// <summary>Most entries of a row.</summary>
    public int Length { get; }

    /// <summary>Rows by their place.</summary>
    public int[] Order { get; }

    /// <summary>Places of the rows.</summary>
    public int[] Place { get; }

    /// <summary>Puts every node before its latest neighbours.</summary>
    /// <param name="ids">The nodes.</param>
    /// <param name="around">Neighbours, newest first, as many for each node; those that are absent come last.</param>
    /// <param name="since">Their ages.</param>
    /// <param name="absent">Above 0 where there is none.</param>
    /// <returns>The sequences, one longer than the neighbours.</returns>
    public static DygSequences Of(int[] ids, int[] around, float[] since, float[] absent)
    {
        var neighbors = ids.Length == 0 ? 0 : around.Length / ids.Length;
        var length = neighbors + 1;
        var (nodes, ages, used) = (new int[ids.Length * length], new float[ids.Length * length], new int[ids.Length]);
        for (var i = 0; i < ids.Length; i++)
        {
            nodes[i * length] = ids[i];
            used[i] = 1;
            for (var k = 0; k < neighbors && absent[(i * neighbors) + k] <= 0; k++)
            {
                // Vanilla training shows a batch what happens in it.
                var age = Math.Max(0, since[(i * neighbors) + k]);
                (nodes[(i * length) + k + 1], ages[(i * length) + k + 1]) = (around[(i * neighbors) + k], age);
                used[i]++;
            }
        }

        int[] order = [.. Enumerable.Range(0, ids.Length).OrderBy(row => Filled(used[row]))];
        var place = new int[ids.Length];
        for (var i = 0; i < order.Length; i++)
        {
            place[order[i]] = i;
        }

        return new DygSequences(length, nodes, ages, used, order, place);
    }

    /// <summary>The row's node and neighbours.</summary>
    public ReadOnlySpan<int> Nodes(int row) => nodes.AsSpan(row * Length, used[row]);

    /// <summary>Their ages.</summary>
    public ReadOnlySpan<float> Ages(int row) => ages.AsSpan(row * Length, used[row]);

    /// <summary>Patches with at least one entry.</summary>
    public int Tokens(int row) => Filled(used[row]);

    private static int Filled(int entries) => (entries + Patch - 1) / Patch;
}
