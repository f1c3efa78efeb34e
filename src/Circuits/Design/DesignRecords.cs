using System.Runtime.InteropServices;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Design;

/// <summary>Fitted circuits in the checkpoints of a search.</summary>
internal static class DesignRecords
{
    /// <summary>Writes a circuit.</summary>
    public static void WriteCircuit(this BinaryWriter writer, DesignResult circuit)
    {
        writer.WriteArray<ushort>([.. circuit.Word.Select(static g => checked((ushort)g))]);
        writer.WriteArray<double>(circuit.Angles.AsSpan());
        writer.Write(circuit.Cost);
        writer.Write(circuit.Cx);
        writer.Write(circuit.Depth);
        writer.Write(circuit.LogReward);
    }

    /// <summary>Reads what <see cref="WriteCircuit"/> wrote.</summary>
    public static DesignResult ReadCircuit(this BinaryReader reader)
    {
        var word = Array.ConvertAll(reader.ReadArray<ushort>(), static g => (long)g);
        var angles = reader.ReadArray<double>();
        return new DesignResult(
            ImmutableCollectionsMarshal.AsImmutableArray(word), ImmutableCollectionsMarshal.AsImmutableArray(angles), reader.ReadDouble(),
            reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble());
    }

    /// <summary>Writes circuits.</summary>
    public static void WriteCircuits(this BinaryWriter writer, IReadOnlyCollection<DesignResult> circuits)
    {
        writer.Write(circuits.Count);
        foreach (var circuit in circuits)
        {
            writer.WriteCircuit(circuit);
        }
    }

    /// <summary>Reads what <see cref="WriteCircuits"/> wrote.</summary>
    public static List<DesignResult> ReadCircuits(this BinaryReader reader)
    {
        var circuits = new List<DesignResult>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            circuits.Add(reader.ReadCircuit());
        }

        return circuits;
    }
}
