namespace Quiver.Circuits.Design;

/// <summary>How far a search of <see cref="CircuitDesigner"/> has come.</summary>
internal sealed class DesignPosition
{
    /// <summary>Whether basis states are its yardstick.</summary>
    public bool HasProducts { get; set; }

    /// <summary>The round at hand, or how many there are once the search is over.</summary>
    public int Round { get; set; }

    /// <summary>The best log reward at the end of a round.</summary>
    public double Best { get; set; } = double.NegativeInfinity;

    /// <summary>The work at which it was found.</summary>
    public long FoundAt { get; set; }

    /// <summary>Whether the round's chains are done and the network learns.</summary>
    public bool IsTraining { get; set; }

    /// <summary>Steps of that learning.</summary>
    public long Steps { get; set; }

    /// <summary>What the reward had behind it before, in the unit of the budget.</summary>
    public long DoneBefore { get; set; }

    /// <summary>The same in work.</summary>
    public long WorkBefore { get; set; }

    /// <summary>Writes it into a checkpoint.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(HasProducts);
        writer.Write(Round);
        writer.Write(Best);
        writer.Write(FoundAt);
        writer.Write(IsTraining);
        writer.Write(Steps);
        writer.Write(DoneBefore);
        writer.Write(WorkBefore);
    }

    /// <summary>Puts back what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        HasProducts = reader.ReadBoolean();
        Round = reader.ReadInt32();
        (Best, FoundAt, IsTraining) = (reader.ReadDouble(), reader.ReadInt64(), reader.ReadBoolean());
        (Steps, DoneBefore, WorkBefore) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
    }
}
