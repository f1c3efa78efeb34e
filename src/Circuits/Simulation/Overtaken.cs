namespace Quiver.Circuits.Simulation;

/// <summary>Bits touched by operations that were passed over; says whether a later operation may overtake them.</summary>
internal struct Overtaken
{
    private ulong x;
    private ulong y;
    private ulong z;

    public readonly bool Allows(in PlanOperation o) =>
        ((o.ZBits & (x | y)) | (o.XBits & (z | y)) | (o.YBits & (x | y | z))) == 0;

    /// <summary>Whether no operation on these bits may overtake any more.</summary>
    public readonly bool Covers(ulong bits) => (bits & ~(y | (x & z))) == 0;

    public void Add(in PlanOperation o)
    {
        x |= o.XBits;
        y |= o.YBits;
        z |= o.ZBits;
    }
}
