using Quiver.Core.Runs;

namespace Quiver.Circuits.Design;

/// <summary>What a stopped search leaves to the next one: steps, anchor, what was thinned out, counts.</summary>
internal sealed partial class CircuitGrowth
{
    private void WriteSteps(BinaryWriter writer, List<DesignResult> path, List<(double Variance, double Cost)> seen)
    {
        writer.WriteCircuits(path);
        writer.WriteArray<(double, double)>(seen.ToArray());
        WriteCounts(writer);
    }

    private (List<DesignResult> Path, List<(double Variance, double Cost)> Seen) ReadSteps(BinaryReader reader)
    {
        var path = reader.ReadCircuits();
        List<(double, double)> seen = [.. reader.ReadArray<(double, double)>()];
        ReadCounts(reader);
        return (path, seen);
    }

    private void WriteAnchor(BinaryWriter writer, DesignAnchor anchor)
    {
        writer.Write(anchor.Estimate);
        writer.Write(anchor.Variance);
        writer.WriteCircuits(anchor.Path);
        WriteCounts(writer);
    }

    private DesignAnchor ReadAnchor(BinaryReader reader)
    {
        var (estimate, variance) = (reader.ReadDouble(), reader.ReadDouble());
        var path = reader.ReadCircuits();
        ReadCounts(reader);
        return new DesignAnchor(path[^1].Cost, estimate, variance, path[0].Cost, path);
    }

    private void WriteThinned(BinaryWriter writer, DesignResult circuit, int many, bool whole)
    {
        writer.WriteCircuit(circuit);
        writer.Write(many);
        writer.Write(whole);
        WriteCounts(writer);
    }

    private (DesignResult Circuit, int Many, bool Whole) ReadThinned(BinaryReader reader)
    {
        var result = (reader.ReadCircuit(), reader.ReadInt32(), reader.ReadBoolean());
        ReadCounts(reader);
        return result;
    }

    private void WriteCounts(BinaryWriter writer)
    {
        writer.Write(Work);
        writer.Write(Fits);
        writer.Write(random.Drawn);
        writer.Write(kicking.Drawn);
    }

    private void ReadCounts(BinaryReader reader)
    {
        before = (before.Work + reader.ReadInt64() - Work, before.Fits + reader.ReadInt64() - Fits);
        random.SkipTo(reader.ReadInt64());
        kicking.SkipTo(reader.ReadInt64());
    }
}
