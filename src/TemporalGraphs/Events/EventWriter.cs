using System.Buffers.Text;
using System.IO.Compression;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Writes events as CSV with the header <c>src,dst,timestamp[,weight]</c>, gzip where the name ends in .gz.</summary>
public static class EventWriter
{
    private const int Longest = 128;

    /// <summary>Writes a file; it appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="events">The events.</param>
    public static void Write(string path, EventStream events)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(events);
        AtomicFile.Write(path, stream =>
        {
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                using var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
                Write(packed, events);
            }
            else
            {
                Write(stream, events);
            }
        });
    }

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="events">The events.</param>
    public static void Write(Stream stream, EventStream events)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(events);
        stream.Write(events.IsWeighted ? "src,dst,timestamp,weight\n"u8 : "src,dst,timestamp\n"u8);
        var buffer = new byte[1 << 16];
        var used = 0;
        for (var i = 0; i < events.Count; i++)
        {
            if (buffer.Length - used < Longest)
            {
                stream.Write(buffer, 0, used);
                used = 0;
            }

            Number(events.Sources[i], ',');
            Number(events.Destinations[i], ',');
            Utf8Formatter.TryFormat(events.Times[i], buffer.AsSpan(used), out var written);
            used += written;
            if (events.IsWeighted)
            {
                buffer[used++] = (byte)',';
                Utf8Formatter.TryFormat(events.Weights[i], buffer.AsSpan(used), out written);
                used += written;
            }

            buffer[used++] = (byte)'\n';
        }

        stream.Write(buffer, 0, used);

        void Number(int value, char after)
        {
            Utf8Formatter.TryFormat(value, buffer.AsSpan(used), out var length);
            used += length;
            buffer[used++] = (byte)after;
        }
    }
}
