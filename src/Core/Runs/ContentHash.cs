using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Quiver.Core.Runs;

/// <summary>The SHA-256 of what a run read, part by part; two inputs with one hash count as the same input.</summary>
/// <remarks>Every part goes in with its length, so that moving a number from one part to the next changes the hash.</remarks>
internal sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The hash of one block of bytes.</summary>
    /// <param name="bytes">The content.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Takes in numbers.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="values">The numbers.</param>
    public void Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        hash.AppendData(BitConverter.GetBytes((long)values.Length));
        hash.AppendData(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Takes in one number.</summary>
    /// <param name="value">The number.</param>
    public void Add(long value) => hash.AppendData(BitConverter.GetBytes(value));

    /// <summary>The hash of all that was taken in; the next one starts afresh.</summary>
    /// <returns>64 hexadecimal digits.</returns>
    public string Finish() => Convert.ToHexStringLower(hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();
}
