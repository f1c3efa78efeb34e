using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Search;

/// <summary>Some groups of a large problem: what a block is searched from, and what was found.</summary>
/// <param name="Groups">Members of each, as terms of the large problem.</param>
/// <param name="Deviations">The groups' deviations, hartree.</param>
/// <param name="WasCut">Whether the clock cut the search short.</param>
internal sealed record DelegatedBlock(IReadOnlyList<int[]> Groups, IReadOnlyList<double> Deviations, bool WasCut)
{
    /// <summary>The sum of the groups' deviations, hartree: its square is what they cost.</summary>
    public double Total => Deviations.Sum();

    /// <summary>Some of the groups.</summary>
    /// <param name="chosen">Which.</param>
    public DelegatedBlock Of(IReadOnlyList<int> chosen) =>
        new([.. chosen.Select(g => Groups[g])], [.. chosen.Select(g => Deviations[g])], false);

    /// <summary>Writes a block bit for bit.</summary>
    public static void Write(BinaryWriter writer, DelegatedBlock block)
    {
        writer.Write(block.WasCut);
        writer.WriteArray<double>([.. block.Deviations]);
        foreach (var members in block.Groups)
        {
            writer.WriteArray<int>(members);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static DelegatedBlock Read(BinaryReader reader)
    {
        var wasCut = reader.ReadBoolean();
        var deviations = reader.ReadArray<double>();
        var groups = new int[deviations.Length][];
        for (var g = 0; g < groups.Length; g++)
        {
            groups[g] = reader.ReadArray<int>();
        }

        return new(groups, deviations, wasCut);
    }
}
