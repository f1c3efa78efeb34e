using System.Security.Cryptography;

namespace Quiver.Core.Runs;

/// <summary>A file that a run read, with the hash of what it held.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Sha256">64 hexadecimal digits; null where the content cannot be read a second time, as that of a pipe.</param>
public sealed record InputFile(string Path, string? Sha256)
{
    /// <summary>Hashes a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its path and hash.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static InputFile Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        // Pipes and devices have length 0: opening them again would wait for a writer that is gone.
        var file = new FileInfo(path);
        if (!file.Exists || file.Length == 0)
        {
            return new InputFile(path, null);
        }

        using var stream = file.OpenRead();
        return new InputFile(path, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}
