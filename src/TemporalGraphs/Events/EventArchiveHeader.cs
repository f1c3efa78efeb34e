using System.Buffers.Binary;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// The header of an <see cref="EventArchive"/>: magic, version, flags, events, nodes, unit and origin of the times, bytes of the ids, and
/// the SHA-256 of all the rest; zeros up to a page.
/// </summary>
internal sealed record EventArchiveHeader
{
    public const int Size = 4096;
    public const int ChecksumSize = 32;
    public const long TimesAt = Size;
    private const int Version = 1;
    private const int Used = 48 + ChecksumSize;

    public static ReadOnlySpan<byte> Magic => "QUIVEREV"u8;

    public EventArchiveFlags Flags { get; init; }

    public int Count { get; init; }

    public int Nodes { get; init; }

    public TimeUnit TimeUnit { get; init; } = TimeUnit.Seconds;

    public long TimeOrigin { get; init; }

    public long LabelBytes { get; init; }

    public ReadOnlyMemory<byte> Checksum { get; init; } = new byte[ChecksumSize];

    public long SourcesAt => TimesAt + (8L * Count);

    public long DestinationsAt => SourcesAt + (4L * Count);

    /// <summary>0 where there are no weights.</summary>
    public long WeightsAt => Has(EventArchiveFlags.Weighted) ? DestinationsAt + (4L * Count) : 0;

    public long LabelsAt => DestinationsAt + ((Has(EventArchiveFlags.Weighted) ? 8L : 4L) * Count);

    public bool Has(EventArchiveFlags flag) => (Flags & flag) != 0;

    /// <summary>A header without nodes and checksum; without a reading the times are taken for
    /// seconds, as everywhere where nothing is said.</summary>
    public static EventArchiveHeader Of(EventReadResult? read, int count, bool weighted) => new()
    {
        Count = count,
        TimeUnit = read?.TimeUnit ?? TimeUnit.Seconds,
        TimeOrigin = read?.TimeOrigin ?? 0,
        Flags = (weighted ? EventArchiveFlags.Weighted : 0) | (read?.SinceEpoch == true ? EventArchiveFlags.SinceEpoch : 0)
            | (read?.TimeUnitAssumed != false ? EventArchiveFlags.UnitAssumed : 0)
            | (read?.SeparateIds == true ? EventArchiveFlags.SeparateIds : 0),
    };

    /// <summary>Reads a header and holds it against the length of the file.</summary>
    /// <exception cref="InputException">It is none, of another version, or does not fit the length.</exception>
    public static EventArchiveHeader Read(FileStream file, string path)
    {
        var bytes = new byte[Size];
        var read = file.ReadAtLeast(bytes, Size, throwOnEndOfStream: false);
        if (read < Magic.Length || !bytes.AsSpan().StartsWith(Magic))
        {
            throw new InputException(path, 0, "this is no event file of Quiver; links convert makes one from text or Parquet.");
        }

        if (read < Size)
        {
            throw new InputException(path, 0, "the file is cut off within its header; get it or make it again.");
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        if (version != Version)
        {
            throw new InputException(
                path, 0, $"version {version} of event files is not read here, only {Version}; make the file again by links convert.");
        }

        var header = new EventArchiveHeader
        {
            Flags = (EventArchiveFlags)BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12)),
            Count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(16)),
            Nodes = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(20)),
            TimeUnit = (TimeUnit)BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24)),
            TimeOrigin = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(32)),
            LabelBytes = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40)),
            Checksum = bytes.AsMemory(48, ChecksumSize),
        };
        var labels = header.Has(EventArchiveFlags.Numbered | EventArchiveFlags.Named);
        if (header.Count < 1 || header.Nodes < 1 || (header.Flags & ~EventArchiveFlags.All) != 0 || !Enum.IsDefined(header.TimeUnit)
            || (labels ? header.LabelBytes < 4L * header.Nodes : header.LabelBytes != 0) || header.LabelBytes > long.MaxValue / 2
            || bytes.AsSpan(Used).ContainsAnyExcept((byte)0))
        {
            throw new InputException(path, 0, "the header of the event file is damaged; get it or make it again.");
        }

        var wanted = header.LabelsAt + header.LabelBytes;
        return file.Length == wanted ? header : throw new InputException(
            path, 0, $"the file {(file.Length < wanted ? "is cut off" : "is too long")}: {wanted:N0} bytes were expected and there are "
                + $"{file.Length:N0}; get it or make it again.");
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), (int)Flags);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), Nodes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), (int)TimeUnit);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), TimeOrigin);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), LabelBytes);
        Checksum.Span.CopyTo(bytes.AsSpan(48));
        return bytes;
    }
}
