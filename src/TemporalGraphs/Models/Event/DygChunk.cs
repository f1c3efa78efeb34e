namespace Quiver.TemporalGraphs.Models;

/// <summary>A run of views whose rows have the same number of patches.</summary>
/// <param name="From">Its first view.</param>
/// <param name="Tokens">Patches of each of its rows.</param>
/// <param name="First">The place of its first row.</param>
/// <param name="Rows">For each view the place of its row, counted from <paramref name="First"/>, ascending.</param>
/// <param name="Where">Patches (view times <paramref name="Tokens"/> plus patch) in which an entry is shared, once for each such
/// entry.</param>
/// <param name="What">How that changes the patch: a row of the table of shared entries.</param>
internal sealed record DygChunk(int From, int Tokens, int First, long[] Rows, long[] Where, long[] What)
{
    /// <summary>Rows from the first to the last that occurs.</summary>
    public long Span => Rows[^1] + 1;
}
