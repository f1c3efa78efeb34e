using System.Text;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>Opens text whatever Unicode form it is in, by its byte-order mark, and names the kinds of file that are no text.</summary>
internal static class TextSource
{
    private static readonly (byte[] Start, string Kind)[] Binaries =
    [
        ([0x1F, 0x8B], "a gzip file: unpack it first (gunzip)"),
        ([0x50, 0x4B, 0x03, 0x04], "a zip archive (or a NumPy .npz file): unpack it first"),
        ([0x42, 0x5A, 0x68], "a bzip2 file: unpack it first (bunzip2)"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz file: unpack it first (unxz)"),
        ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy array: save the operator as text"),
        ([0x80, 0x02], "a Python pickle, which cannot be read safely: save the operator as text"),
        ([0x80, 0x03], "a Python pickle, which cannot be read safely: save the operator as text"),
        ([0x80, 0x04], "a Python pickle, which cannot be read safely: save the operator as text"),
        ([0x80, 0x05], "a Python pickle, which cannot be read safely: save the operator as text"),
    ];

    /// <summary>What a file that is no text is, for a sentence "this is ..."; null where its first bytes are not known.</summary>
    public static string? BinaryKind(ReadOnlySpan<byte> head)
    {
        foreach (var (start, kind) in Binaries)
        {
            if (head.StartsWith(start))
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>A reader that throws <see cref="DecoderFallbackException"/> where bytes are no text in the file's encoding.</summary>
    public static StreamReader Open(string path)
    {
        var stream = File.OpenRead(path);
        Span<byte> head = stackalloc byte[256];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return new StreamReader(stream, EncodingOf(head[..length]), detectEncodingFromByteOrderMarks: false);
    }

    /// <summary>The encoding that a file's first bytes tell; UTF-8 where they tell nothing.</summary>
    public static Encoding EncodingOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) || head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]))
        {
            return new UTF32Encoding(head[0] == 0, byteOrderMark: true, throwOnInvalidCharacters: true);
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return new UnicodeEncoding(head[0] == 0xFE, byteOrderMark: true, throwOnInvalidBytes: true);
        }

        // Without a mark: ASCII letters in two bytes leave every other byte zero.
        if (head.Length >= 8 && (HalfZero(head, 1) || HalfZero(head, 0)))
        {
            return new UnicodeEncoding(HalfZero(head, 0), byteOrderMark: true, throwOnInvalidBytes: true);
        }

        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
    }

    /// <summary>Text without its byte-order mark.</summary>
    public static string WithoutMark(string text) => text.StartsWith('\uFEFF') ? text[1..] : text;

    private static bool HalfZero(ReadOnlySpan<byte> head, int parity)
    {
        for (var i = 0; i < head.Length; i++)
        {
            if ((head[i] == 0) != ((i & 1) == parity))
            {
                return false;
            }
        }

        return true;
    }
}
