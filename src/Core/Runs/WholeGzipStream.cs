using System.IO.Compression;

namespace Quiver.Core.Runs;

/// <summary>
/// Decompresses gzip and refuses a file that is cut off anywhere. The runtime's own stream takes the end of the file for the
/// end of the data, so a known last member is put behind the file: it comes out again only where the file is whole.
/// </summary>
internal sealed class WholeGzipStream : ForwardStream
{
    private static readonly byte[] Mark = "quiver: end of the compressed file"u8.ToArray();
    private static readonly byte[] Member = Compress(Mark);
    private readonly GZipStream inner;
    private readonly byte[] buffer = new byte[1 << 17];
    private int start;
    private int end;
    private bool finished;

    /// <summary>Opens a gzip file, of one or several members.</summary>
    /// <param name="file">Its bytes; closed with this stream's decompressor.</param>
    /// <remarks>Reading throws <see cref="InvalidDataException"/> where the file is damaged or cut off.</remarks>
    public WholeGzipStream(Stream file) => inner = new GZipStream(new Joined(file), CompressionMode.Decompress);

    /// <summary>The last bytes are held back until it is known that they are not the mark.</summary>
    /// <param name="target">Takes the bytes.</param>
    /// <returns>How many were read; 0 at the end.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or cut off.</exception>
    public override int Read(Span<byte> target)
    {
        while (!finished && end - start <= Mark.Length)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            var read = inner.Read(buffer.AsSpan(end));
            end += read;
            if (read == 0)
            {
                finished = true;
                if (!buffer.AsSpan(start, end - start).SequenceEqual(Mark))
                {
                    throw new InvalidDataException("the gzip data is cut off, or other bytes follow it; get the file again.");
                }
            }
        }

        var count = Math.Min(target.Length, Math.Max(0, end - start - Mark.Length));
        buffer.AsSpan(start, count).CopyTo(target);
        start += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] data)
    {
        using var memory = new MemoryStream();
        using (var packed = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            packed.Write(data);
        }

        return memory.ToArray();
    }

    /// <summary>The file, then the last member.</summary>
    private sealed class Joined(Stream file) : ForwardStream
    {
        private int place = -1;

        public override int Read(Span<byte> target)
        {
            if (place < 0)
            {
                var read = file.Read(target);
                if (read > 0 || target.IsEmpty)
                {
                    return read;
                }

                place = 0;
            }

            var count = Math.Min(target.Length, Member.Length - place);
            Member.AsSpan(place, count).CopyTo(target);
            place += count;
            return count;
        }
    }
}
