using System.Text;

namespace Quiver.Core.Runs;

/// <summary>Writes a file under a temporary name beside it and renames it, so that no reader ever sees half a file. Links are followed;
/// a device or a pipe is written to as it stands.</summary>
public static class AtomicFile
{
    /// <summary>Replaces a file with what <paramref name="write"/> produces.</summary>
    /// <param name="path">The file; its folder is created when missing.</param>
    /// <param name="write">Writes the content to the stream it is given.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        if (FileKind.IsPassedOn(full))
        {
            WriteThrough(full, write);
            return;
        }

        if (new FileInfo(full) is { LinkTarget: not null } link)
        {
            full = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        RemoveLeftovers(full);
        var temporary = full + "." + Environment.ProcessId + "." + Environment.CurrentManagedThreadId + ".tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Replaces a file with UTF-8 text (no byte order mark).</summary>
    /// <param name="path">The file; its folder is created when missing.</param>
    /// <param name="text">The whole content.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    // A writer may go back in what it writes, which a pipe cannot.
    private static void WriteThrough(string full, Action<Stream> write)
    {
        using var whole = new MemoryStream();
        write(whole);
        using var stream = new FileStream(full, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 0);
        whole.WriteTo(stream);
    }

    // A writer that was killed leaves its temporary file behind; the next one clears it away once nobody can be writing it.
    private static void RemoveLeftovers(string full)
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(full)!, Path.GetFileName(full) + ".*.*.tmp"))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > TimeSpan.FromSeconds(30))
            {
                File.Delete(file);
            }
        }
    }
}
