using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>Reads files up to a size, also pipes and devices, whose size nothing tells before.</summary>
internal static class BoundedFile
{
    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes.</param>
    /// <returns>All of them.</returns>
    /// <exception cref="InputException">There are more.</exception>
    public static MemoryStream Read(string path, long most)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = file.CanSeek ? file.Length : 0;
        if (length > most)
        {
            throw TooLarge(path, most);
        }

        var bytes = new MemoryStream((int)length);
        var block = new byte[1 << 16];
        for (int count; (count = file.Read(block, 0, block.Length)) > 0;)
        {
            bytes.Write(block, 0, count);
            if (bytes.Length > most)
            {
                throw TooLarge(path, most);
            }
        }

        bytes.Position = 0;
        return bytes;
    }

    /// <summary>The text of a file: UTF-8, or what its byte-order mark says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes.</param>
    /// <returns>The text.</returns>
    /// <exception cref="InputException">The file has more bytes.</exception>
    public static string ReadText(string path, long most)
    {
        using var reader = new StreamReader(Read(path, most));
        return reader.ReadToEnd();
    }

    private static InputException TooLarge(string path, long most) =>
        new(path, 0, $"the file is larger than {most >> 20:N0} MiB, the most that is read.");
}
