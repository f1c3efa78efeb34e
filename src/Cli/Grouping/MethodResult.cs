using Quiver.Core.Runs;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Grouping;

namespace Quiver.Cli.Grouping;

/// <summary>One row of the table.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Cost">What the grouping costs.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="Grouping">The partition; null for overlapping groups.</param>
/// <param name="Front">Groupings that trade cost against groups, where the method gives them.</param>
/// <param name="Note">What a reader has to know about the row.</param>
internal sealed record MethodResult(string Method, GroupingCost Cost, double Seconds, MeasurementGrouping? Grouping,
    IReadOnlyList<MeasurementGrouping> Front, string? Note)
{
    /// <summary>Writes it into a checkpoint.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Method);
        writer.Write(Cost.Groups);
        writer.Write(Cost.Epsilon2M is not null);
        writer.Write(Cost.Epsilon2M ?? 0);
        writer.Write(Cost.ShotBound);
        writer.Write(Cost.RHat);
        writer.Write(Seconds);
        writer.Write(Note is not null);
        writer.Write(Note ?? string.Empty);
        MeasurementGrouping[] all = Grouping is null ? [.. Front] : [Grouping, .. Front];
        writer.Write(Grouping is not null);
        writer.Write(all.Length);
        foreach (var grouping in all)
        {
            writer.WriteArray(grouping.Assignment);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static MethodResult Read(BinaryReader reader)
    {
        var (method, groups) = (reader.ReadString(), reader.ReadInt32());
        var (hasState, epsilon2M) = (reader.ReadBoolean(), reader.ReadDouble());
        var cost = new GroupingCost(groups, hasState ? epsilon2M : null, reader.ReadDouble(), reader.ReadDouble());
        var seconds = reader.ReadDouble();
        var (hasNote, note, hasGrouping) = (reader.ReadBoolean(), reader.ReadString(), reader.ReadBoolean());
        var all = new MeasurementGrouping[reader.ReadInt32()];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = MeasurementGrouping.FromLabels(reader.ReadArray<int>());
        }

        return new MethodResult(
            method, cost, seconds, hasGrouping ? all[0] : null, hasGrouping ? all[1..] : all, hasNote ? note : null);
    }
}
