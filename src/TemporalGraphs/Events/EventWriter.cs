using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Writes events as CSV with the header <c>src,dst,timestamp[,weight]</c>, gzip where the name ends in .gz.</summary>
public static class EventWriter
{
    private const int Longest = 128;

    /// <summary>Writes a file; it appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="events">The events.</param>
    /// <param name="names">Names to write instead of the nodes' numbers, quoted where they need it (RFC 4180); null for the
    /// numbers.</param>
    /// <param name="empty">Times of empty snapshots, ascending: each becomes a comment <c># empty,,TIME</c> at its place, which readers of
    /// events skip.</param>
    public static void Write(string path, EventStream events, IReadOnlyList<string>? names = null, IEnumerable<double>? empty = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(events);
        AtomicFile.Write(path, stream =>
        {
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                using var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
                Write(packed, events, names, empty);
            }
            else
            {
                Write(stream, events, names, empty);
            }
        });
    }

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="events">The events.</param>
    /// <param name="names">Names to write instead of the nodes' numbers; null for the numbers.</param>
    /// <param name="empty">Times of empty snapshots, ascending; null for none.</param>
    public static void Write(Stream stream, EventStream events, IReadOnlyList<string>? names = null, IEnumerable<double>? empty = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(events);
        stream.Write(events.IsWeighted ? "src,dst,timestamp,weight\n"u8 : "src,dst,timestamp\n"u8);
        var texts = names?.Select(Quoted).ToArray();
        var longest = Longest + (texts is { Length: > 0 } ? 2 * texts.Max(t => t.Length) : 0);
        var buffer = new byte[Math.Max(1 << 16, 2 * longest)];
        var used = 0;
        using var gaps = (empty ?? []).GetEnumerator();
        var gap = gaps.MoveNext();
        for (var i = 0; i < events.Count; i++)
        {
            while (gap && gaps.Current < events.Times[i])
            {
                Room();
                "# empty,,"u8.CopyTo(buffer.AsSpan(used));
                used += 9;
                Time(gaps.Current);
                buffer[used++] = (byte)'\n';
                gap = gaps.MoveNext();
            }

            Room();
            Node(events.Sources[i]);
            Node(events.Destinations[i]);
            Time(events.Times[i]);
            if (events.IsWeighted)
            {
                buffer[used++] = (byte)',';
                Utf8Formatter.TryFormat(events.Weights[i], buffer.AsSpan(used), out var written);
                used += written;
            }

            buffer[used++] = (byte)'\n';
        }

        stream.Write(buffer, 0, used);

        void Room()
        {
            if (buffer.Length - used < longest)
            {
                stream.Write(buffer, 0, used);
                used = 0;
            }
        }

        void Node(int value)
        {
            if (texts is not null)
            {
                texts[value].CopyTo(buffer, used);
                used += texts[value].Length;
            }
            else
            {
                Utf8Formatter.TryFormat(value, buffer.AsSpan(used), out var length);
                used += length;
            }

            buffer[used++] = (byte)',';
        }

        void Time(double time)
        {
            Utf8Formatter.TryFormat(time, buffer.AsSpan(used), out var length);
            used += length;
        }
    }

    private static byte[] Quoted(string name) => Encoding.UTF8.GetBytes(
        name.Length > 0 && name.AsSpan().IndexOfAny(",\";|\t\r\n ") < 0
            && name[0] is not ('#' or '%') ? name : "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"");
}
