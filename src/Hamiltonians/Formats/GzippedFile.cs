using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Formats;

/// <summary>A gzip file unpacked to a temporary one for as long as this object lives.</summary>
internal sealed class GzippedFile : IDisposable
{
    // What a file may unpack to, so that a small one cannot fill the disk.
    private const long FreeBytes = 64L << 20;
    private const int BytesPerByte = 20;
    private readonly string packed;
    private readonly string folder;

    /// <summary>Unpacks a file.</summary>
    /// <exception cref="InputException">It is damaged, cut off or too large.</exception>
    public GzippedFile(string path, long maxBytes)
    {
        packed = path;
        folder = Directory.CreateTempSubdirectory("quiver-").FullName;
        Path = System.IO.Path.Combine(folder, "unpacked");
        try
        {
            Unpack(Math.Min(maxBytes, FreeBytes + (BytesPerByte * new FileInfo(path).Length)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The unpacked file.</summary>
    public string Path { get; }

    /// <summary>Whether a file begins as gzip does.</summary>
    public static bool Recognises(string path)
    {
        using var stream = File.OpenRead(path);
        return stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
    }

    /// <summary>An error about the unpacked file as one about the file that was named.</summary>
    public InputException Rename(InputException e) =>
        e.File == Path && e.Message.StartsWith(Path, StringComparison.Ordinal) ? new InputException(packed + e.Message[Path.Length..]) : e;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Unpack(long limit)
    {
        try
        {
            using var source = new WholeGzipStream(File.OpenRead(packed));
            using var target = File.Create(Path);
            var buffer = new byte[1 << 16];
            long total = 0;
            for (int read; (read = source.Read(buffer, 0, buffer.Length)) > 0;)
            {
                total += read;
                if (total > limit)
                {
                    throw new InputException(packed, 0,
                        FormattableString.Invariant($"the gzip file unpacks to more than {limit / 1e6:0} MB: unpack it first (gunzip)."));
                }

                target.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException e)
        {
            throw new InputException(packed, 0, "the gzip file is damaged or cut off; get it again.", e);
        }
    }
}
