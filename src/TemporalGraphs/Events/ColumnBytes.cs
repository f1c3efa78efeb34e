using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Parts of a column in a file, as they lie in memory.</summary>
internal static class ColumnBytes
{
    /// <summary>Writes values.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="column">Where the column begins, in bytes.</param>
    /// <param name="at">The place of the first value in the column.</param>
    /// <param name="values">The values.</param>
    public static unsafe void Write<T>(Stream stream, long column, long at, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        stream.Position = column + (at * sizeof(T));
        stream.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Reads values.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="column">Where the column begins, in bytes.</param>
    /// <param name="at">The place of the first value in the column.</param>
    /// <param name="values">Receives the values.</param>
    public static unsafe void Read<T>(Stream stream, long column, long at, Span<T> values)
        where T : unmanaged
    {
        stream.Position = column + (at * sizeof(T));
        stream.ReadExactly(MemoryMarshal.AsBytes(values));
    }
}
