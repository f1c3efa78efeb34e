using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Quiver.Core.Runs;

/// <summary>The frame around every saved run: who wrote it, for which run, the content, and a checksum over all of it.</summary>
/// <remarks>
/// File: the eight letters <c>QUIVERCK</c>, the length of the head (int32, little endian), the head (JSON: kind, layout, iteration, run),
/// the content, and the SHA-256 of all bytes before it. Written under another name and renamed.
/// </remarks>
internal static class CheckpointFrame
{
    private const int HashLength = 32;

    private static ReadOnlySpan<byte> Magic => "QUIVERCK"u8;

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">The file; replaced in one step.</param>
    /// <param name="kind">Whose checkpoint it is, for example <c>link ranker</c>.</param>
    /// <param name="layout">Version of the content's layout.</param>
    /// <param name="run">The run it belongs to.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="iteration">How far the run has come, for whoever looks at the head of the file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, string kind, int layout, RunIdentity run, Action<BinaryWriter> write, long iteration = 0)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(write);
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        var head = JsonSerializer.SerializeToUtf8Bytes(new Head
        {
            Kind = kind,
            Layout = layout,
            Iteration = iteration,
            Run = run.ToJson(),
        });
        writer.Write(Magic);
        writer.Write(head.Length);
        writer.Write(head);
        write(writer);
        writer.Flush();
        var content = memory.GetBuffer().AsMemory(0, (int)memory.Length);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(content.Span);
            stream.Write(SHA256.HashData(content.Span));
        });
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <typeparam name="T">What the content becomes.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="kind">Whose checkpoint it must be.</param>
    /// <param name="layout">The layout that can be read.</param>
    /// <param name="run">The run it must belong to.</param>
    /// <param name="read">Reads the content.</param>
    /// <returns>What <paramref name="read"/> made of it.</returns>
    /// <exception cref="InputException">The file is no checkpoint of that kind, is damaged, or belongs to another run.</exception>
    public static T Load<T>(string path, string kind, int layout, RunIdentity run, Func<BinaryReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(read);
        return Open(path, kind, layout, run, (_, reader) => read(reader));
    }

    /// <summary>Reads a saved result of any run.</summary>
    /// <typeparam name="T">What the content becomes.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="kind">Whose it must be.</param>
    /// <param name="layout">The layout that can be read.</param>
    /// <param name="read">Reads the content, knowing the run it belongs to.</param>
    /// <returns>What <paramref name="read"/> made of it.</returns>
    /// <exception cref="InputException">The file is none of that kind, or is damaged.</exception>
    public static T Open<T>(string path, string kind, int layout, Func<RunIdentity, BinaryReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return Open(path, kind, layout, null, read);
    }

    private static T Open<T>(string path, string kind, int layout, RunIdentity? run, Func<RunIdentity, BinaryReader, T> read)
    {
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : throw InputException.NoFile(path);
        var prefix = Magic.Length + sizeof(int);
        if (bytes.Length < prefix + HashLength || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new InputException(path, 0, $"this is no checkpoint of a {kind}: remove it or name another file.");
        }

        if (!SHA256.HashData(bytes.AsSpan(..^HashLength)).AsSpan().SequenceEqual(bytes.AsSpan(^HashLength..)))
        {
            throw new InputException(
                path, 0,
                "this is no whole checkpoint, it was cut off or changed (its checksum does not match): remove it or name another file.");
        }

        try
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(Magic.Length));
            var head = JsonSerializer.Deserialize<Head>(bytes.AsSpan(prefix, length)) ?? throw new JsonException("no head");
            if (!string.Equals(head.Kind, kind, StringComparison.Ordinal) || head.Layout != layout)
            {
                throw new InputException(
                    path,
                    0,
                    $"this is a checkpoint of a {head.Kind} (layout {head.Layout}), not of a {kind} (layout {layout}): remove it or name " +
                    $"another file.");
            }

            var saved = RunIdentity.FromJson(head.Run);
            if (run is not null && saved.Difference(run) is { } difference)
            {
                throw new InputException(path, 0, $"the checkpoint belongs to another run: {difference}. Remove it or name another file.");
            }

            var content = new MemoryStream(bytes, prefix + length, bytes.Length - prefix - length - HashLength);
            using var reader = new BinaryReader(content, Encoding.UTF8);
            var result = read(saved, reader);
            return reader.BaseStream.Position == reader.BaseStream.Length
                ? result
                : throw new FormatException("there is more in it than is read");
        }
        catch (Exception e) when (e is not (InputException or OperationCanceledException or OutOfMemoryException))
        {
            // A content that its checksum covers was written by somebody else: whatever its reader stumbles over, the file is to blame.
            throw new InputException(
                path, 0,
                $"this is no whole checkpoint ({ExceptionText.WithoutParameter(e).Split('\n')[0].Trim().TrimEnd('.')}): remove it or " +
                $"name another file.",
                e);
        }
    }

    /// <summary>Reads a number of bytes, which must be there before anything is allocated for them.</summary>
    /// <param name="reader">The content.</param>
    /// <param name="count">How many.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="FormatException">There are not as many.</exception>
    public static byte[] ReadBytes(BinaryReader reader, long count)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        return count >= 0 && count <= left
            ? reader.ReadBytes((int)count)
            : throw new FormatException($"a part of {count} bytes is announced and {left} are left");
    }

    // No constructor with parameters: a program compiled ahead of time has no code for the serializer's call of one that takes numbers.
    private sealed record Head
    {
        public required string Kind { get; init; }

        public required int Layout { get; init; }

        public required long Iteration { get; init; }

        public required string Run { get; init; }
    }
}
