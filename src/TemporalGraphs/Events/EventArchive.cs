using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// Event files of Quiver (<c>.qev</c>): columns that are mapped into memory and read from disk as they are wanted, so that streams
/// larger than the memory can be evaluated. Layout, little-endian: a header of 4,096 bytes (<see cref="EventArchiveHeader"/>), the
/// times as doubles, sources and destinations as 32-bit integers, weights as floats where there are some, and the ids of the nodes.
/// Nodes stand in the numbers of <see cref="NodeNumbering"/>, so that splitting the events copies nothing. A SHA-256 covers it all.
/// </summary>
public static class EventArchive
{
    /// <summary>How the names of such files end.</summary>
    public const string Extension = ".qev";

    /// <summary>Events that are read or written at a time.</summary>
    internal const int Block = 1 << 20;

    // Below this size a file is read into memory, where it costs little and the file may change afterwards.
    private const long MapFrom = 64L << 20;

    /// <summary>Whether a file is such a file, by its first bytes.</summary>
    /// <param name="path">A path.</param>
    /// <returns>True where the file exists and begins like one.</returns>
    public static bool Is(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
        {
            return false;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        Span<byte> head = stackalloc byte[EventArchiveHeader.Magic.Length];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.SequenceEqual(EventArchiveHeader.Magic);
    }

    /// <summary>Opens a file. Its checksum is verified, which reads it once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The events; a large file stays mapped until the process ends and must not be changed meanwhile.</returns>
    /// <exception cref="InputException">The file is missing, cut off, damaged, or of a version that is not read.</exception>
    public static EventReadResult Read(string path, CancellationToken cancellationToken = default) =>
        Read(path, MapFrom, cancellationToken);

    /// <summary>Opens a file that is mapped from a given size on.</summary>
    internal static EventReadResult Read(string path, long mapFrom, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 20, FileOptions.SequentialScan);
        var header = EventArchiveHeader.Read(file, path);
        if (!Hash(file, header, cancellationToken).AsSpan().SequenceEqual(header.Checksum.Span))
        {
            throw new InputException(path, 0, "the events do not match their checksum, so the file is damaged; get it or make it again.");
        }

        EventStream events;
        try
        {
            events = file.Length >= mapFrom
                ? new EventStream(new MappedColumns(path, header), cancellationToken)
                : InMemory(file, header);
        }
        catch (ArgumentException e)
        {
            throw new InputException(path, 0, ExceptionText.WithoutParameter(e), e);
        }

        if (events.NodeCount != header.Nodes)
        {
            throw new InputException(path, 0, $"{header.Nodes} nodes are named and {events.NodeCount} occur; make the file again.");
        }

        return new EventReadResult(events, 0, null, Names(file, header, path))
        {
            TimeUnit = header.TimeUnit,
            TimeUnitAssumed = header.Has(EventArchiveFlags.UnitAssumed),
            SinceEpoch = header.Has(EventArchiveFlags.SinceEpoch),
            SeparateIds = header.Has(EventArchiveFlags.SeparateIds),
            TimeOrigin = header.TimeOrigin,
        };
    }

    /// <summary>Writes events with the ids and the unit they were read with; the file appears whole or not at all. Features of events
    /// are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">The events.</param>
    /// <param name="cancellationToken">Stops writing; no file is left.</param>
    /// <exception cref="InputException">There are no events.</exception>
    public static void Write(string path, EventReadResult read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        var events = read.Events;
        _ = Write(path, read, (events.Count, events.NodeCount, events.IsWeighted), Fill, cancellationToken);

        void Fill(int at, Span<int> sources, Span<int> destinations, Span<double> times, Span<float> weights)
        {
            events.Sources.Slice(at, sources.Length).CopyTo(sources);
            events.Destinations.Slice(at, sources.Length).CopyTo(destinations);
            events.Times.Slice(at, sources.Length).CopyTo(times);
            if (events.IsWeighted)
            {
                events.Weights.Slice(at, sources.Length).CopyTo(weights);
            }

            events.Passed(at, at + sources.Length);
        }
    }

    /// <summary>Writes the events that a generator makes, a block at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="generator">Makes the events.</param>
    /// <param name="cancellationToken">Stops writing; no file is left.</param>
    /// <returns>Number of nodes that occur.</returns>
    /// <exception cref="InvalidOperationException">A number of the generator is out of range.</exception>
    public static int Write(string path, EventGenerator generator, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var walk = generator.Start();
        return Write(
            path, null, (generator.Count, generator.Sources + generator.Destinations, false),
            (_, sources, destinations, times, _) => walk.Fill(sources, destinations, times), cancellationToken);
    }

    private delegate void FillBlock(int at, Span<int> sources, Span<int> destinations, Span<double> times, Span<float> weights);

    private static int Write(
        string path, EventReadResult? read, (int Events, int Nodes, bool Weighted) size, FillBlock fill,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (size.Events == 0)
        {
            throw new InputException($"{path}: there are no events to write.");
        }

        var nodes = 0;
        AtomicFile.Write(path, stream =>
        {
            var header = EventArchiveHeader.Of(read, size.Events, size.Weighted);
            Columns(stream, header, fill, cancellationToken);
            stream.Flush();
            var ids = Number(stream, header, size.Nodes, cancellationToken);
            nodes = ids.Length;
            header = Labels(stream, header, ids, read?.Names);
            stream.Flush();
            stream.Position = EventArchiveHeader.Size;
            header = header with { Checksum = Hash(stream, header, cancellationToken) };
            stream.Position = 0;
            stream.Write(header.ToBytes());
        });
        return nodes;
    }

    private static void Columns(Stream stream, EventArchiveHeader header, FillBlock fill, CancellationToken cancellationToken)
    {
        var most = Math.Min(Block, header.Count);
        var (sources, destinations, times) = (new int[most], new int[most], new double[most]);
        var weights = header.WeightsAt > 0 ? new float[most] : [];
        for (var at = 0; at < header.Count; at += most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = Math.Min(most, header.Count - at);
            fill(at, sources.AsSpan(0, size), destinations.AsSpan(0, size), times.AsSpan(0, size),
                weights.AsSpan(0, Math.Min(size, weights.Length)));
            ColumnBytes.Write<double>(stream, EventArchiveHeader.TimesAt, at, times.AsSpan(0, size));
            ColumnBytes.Write<int>(stream, header.SourcesAt, at, sources.AsSpan(0, size));
            ColumnBytes.Write<int>(stream, header.DestinationsAt, at, destinations.AsSpan(0, size));
            if (weights.Length > 0)
            {
                ColumnBytes.Write<float>(stream, header.WeightsAt, at, weights.AsSpan(0, size));
            }
        }
    }

    // Gives the nodes of a file their final numbers, in place, and returns the id of each. Two passes: the first finds the numbers.
    private static int[] Number(Stream stream, EventArchiveHeader header, int nodes, CancellationToken cancellationToken)
    {
        var numbers = new NodeOrder(nodes, header.Count);
        var most = Math.Min(Block, header.Count);
        var (sources, destinations) = (new int[most], new int[most]);
        foreach (var round in (ReadOnlySpan<int>)[0, 1, 2, 3])
        {
            for (var at = 0; at < header.Count; at += most)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var size = Math.Min(most, header.Count - at);
                var s = sources.AsSpan(0, size);
                var d = destinations.AsSpan(0, size);
                ColumnBytes.Read(stream, header.SourcesAt, at, s);
                ColumnBytes.Read(stream, header.DestinationsAt, at, d);
                switch (round)
                {
                    case 0:
                        numbers.Destinations(d);
                        break;
                    case 1:
                        numbers.Sources(s);
                        break;
                    case 2:
                        numbers.Both(s, d);
                        break;
                    default:
                        numbers.Apply(s);
                        numbers.Apply(d);
                        ColumnBytes.Write<int>(stream, header.SourcesAt, at, s);
                        ColumnBytes.Write<int>(stream, header.DestinationsAt, at, d);
                        break;
                }
            }
        }

        return [.. numbers.Ids];
    }

    // The ids of the nodes: nothing where they are the numbers themselves, 32-bit numbers, or lengths and texts.
    private static EventArchiveHeader Labels(Stream stream, EventArchiveHeader header, int[] ids, IReadOnlyList<string>? names)
    {
        header = header with { Nodes = ids.Length };
        stream.Position = header.LabelsAt;
        if (names is null)
        {
            for (var n = 0; n < ids.Length; n++)
            {
                if (ids[n] != n)
                {
                    ColumnBytes.Write<int>(stream, header.LabelsAt, 0, ids.AsSpan());
                    return header with { LabelBytes = 4L * ids.Length, Flags = header.Flags | EventArchiveFlags.Numbered };
                }
            }

            return header;
        }

        var texts = Array.ConvertAll(ids, id => Encoding.UTF8.GetBytes(names[id]));
        ColumnBytes.Write<int>(stream, header.LabelsAt, 0, Array.ConvertAll(texts, t => t.Length).AsSpan());
        foreach (var text in texts)
        {
            stream.Write(text);
        }

        return header with
        {
            LabelBytes = (4L * texts.Length) + texts.Sum(t => (long)t.Length),
            Flags = header.Flags | EventArchiveFlags.Named,
        };
    }

    private static IReadOnlyList<string>? Names(FileStream file, EventArchiveHeader header, string path)
    {
        if (header.LabelBytes == 0)
        {
            return null;
        }

        var numbers = new int[header.Nodes];
        ColumnBytes.Read(file, header.LabelsAt, 0, numbers.AsSpan());
        if (header.Has(EventArchiveFlags.Numbered))
        {
            return new NumberNames(numbers);
        }

        if (Array.Exists(numbers, n => n < 0) || numbers.Sum(n => (long)n) + (4L * numbers.Length) != header.LabelBytes)
        {
            throw new InputException(path, 0, "the names of the nodes do not fit their lengths; make the file again.");
        }

        var names = new string[numbers.Length];
        for (var n = 0; n < names.Length; n++)
        {
            var text = new byte[numbers[n]];
            file.ReadExactly(text);
            names[n] = Encoding.UTF8.GetString(text);
        }

        return names;
    }

    private static EventStream InMemory(FileStream file, EventArchiveHeader header)
    {
        var (sources, destinations, times) = (new int[header.Count], new int[header.Count], new double[header.Count]);
        ColumnBytes.Read(file, EventArchiveHeader.TimesAt, 0, times.AsSpan());
        ColumnBytes.Read(file, header.SourcesAt, 0, sources.AsSpan());
        ColumnBytes.Read(file, header.DestinationsAt, 0, destinations.AsSpan());
        var weights = header.WeightsAt > 0 ? new float[header.Count] : null;
        if (weights is not null)
        {
            ColumnBytes.Read(file, header.WeightsAt, 0, weights.AsSpan());
        }

        return new EventStream(sources, destinations, times, weights);
    }

    // Of the header without the checksum, and all that follows it.
    private static byte[] Hash(Stream stream, EventArchiveHeader header, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData((header with { Checksum = new byte[EventArchiveHeader.ChecksumSize] }).ToBytes());
        var block = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            for (int read; (read = stream.Read(block)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(block.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        return hash.GetHashAndReset();
    }
}
