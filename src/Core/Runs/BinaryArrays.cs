using System.Runtime.InteropServices;

namespace Quiver.Core.Runs;

/// <summary>Arrays of plain values in checkpoints: their number (int32), then their bytes as they lie in memory.</summary>
internal static class BinaryArrays
{
    /// <summary>Writes values.</summary>
    /// <param name="writer">The content of a checkpoint.</param>
    /// <param name="values">The values.</param>
    public static void WriteArray<T>(this BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Reads what <see cref="WriteArray"/> wrote.</summary>
    /// <param name="reader">The content of a checkpoint.</param>
    /// <exception cref="FormatException">There are not as many values as announced.</exception>
    public static unsafe T[] ReadArray<T>(this BinaryReader reader)
        where T : unmanaged
    {
        var count = reader.ReadInt32();
        return MemoryMarshal.Cast<byte, T>(CheckpointFrame.ReadBytes(reader, (long)count * sizeof(T))).ToArray();
    }
}
