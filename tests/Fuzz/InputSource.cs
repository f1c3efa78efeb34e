using System.Text;

namespace Quiver.Fuzz;

/// <summary>Makes input number <c>i</c> of a target: the same bytes for the same seed, target and number.</summary>
internal sealed class InputSource(FuzzTarget target, int seed)
{
    private const int LargestInput = 1 << 20;

    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "18446744073709551616", "1e999", "-1e999",
        "1e-400", "nan", "NaN", "inf", "-inf", "Infinity", "1e308", "-0", "0.0", "1.5", "1e9", "1e42", "007", "1,5", "1_000", "0x10", "1d0",
        "1D-3", "99999999999999999999999999", "-", "+", ".", "1e", "1e+", "٣",
    ];

    private static readonly string[] Junk =
    [
        "\0", "\uFEFF", "\r", "\r\n", "\n\n", "\t", " ", ",", ";", ":", "\"", "'", "(", ")", "[", "]", "{", "}", "/*", "*/", "//", "#", "%", "&END",
        "\\", "é", "π", "𝛼", "null", "true", "[[", "((((((((((((((((", "----------------", "$", "@", "&", "!", "**", "^", "<<", "\u2028", "-->",
    ];

    public byte[] Make(long index)
    {
        var random = new Random(HashCode(seed, target.Name, index));
        byte[] bytes;
        if (target.Grammar is { } grammar && random.Next(3) == 0)
        {
            bytes = Encoding.UTF8.GetBytes(grammar.Write(random));
            if (random.Next(2) == 0)
            {
                return bytes;
            }
        }
        else
        {
            bytes = target.Seeds[random.Next(target.Seeds.Count)];
        }

        for (var rounds = random.Next(3) == 0 ? 2 + random.Next(4) : 1; rounds > 0; rounds--)
        {
            bytes = Mutate(bytes, random);
        }

        bytes = bytes.Length > LargestInput ? bytes[..LargestInput] : bytes;
        return target.Repair is { } repair && random.Next(8) != 0 ? repair(bytes) : bytes;
    }

    private byte[] Mutate(byte[] bytes, Random random)
    {
        var n = bytes.Length;
        if (n == 0)
        {
            return Encoding.UTF8.GetBytes(Word(random));
        }

        var (from, to) = Range(n, random);
        switch (random.Next(14))
        {
            case 0:
                var flipped = bytes.ToArray();
                flipped[random.Next(n)] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                return bytes[..random.Next(n)];
            case 2:
                return [.. bytes[..from], .. bytes[to..]];
            case 3:
                return [.. bytes[..to], .. bytes[from..to], .. bytes[to..]];
            case 4:
                var other = target.Seeds[random.Next(target.Seeds.Count)];
                return [.. bytes[..from], .. other[random.Next(other.Length)..]];
            case 5:
                var noise = bytes.ToArray();
                random.NextBytes(noise.AsSpan(from, Math.Min(to - from, 8)));
                return noise;
            case 6 when random.Next(40) == 0:
                var times = Math.Min(1 + (random.Next(100_000) / Math.Max(1, to - from)), LargestInput / Math.Max(1, to - from));
                return [.. bytes[..from], .. Enumerable.Repeat(bytes[from..to], times).SelectMany(b => b), .. bytes[to..]];
            case 6 or 7 or 8:
                return ReplaceNumber(bytes, random);
            case 9:
                return Lines(bytes, random);
            case 10 when random.Next(60) == 0:
                var piece = Encoding.UTF8.GetBytes(Word(random));
                return [.. bytes[..from], .. Enumerable.Repeat(piece, random.Next(50_000)).SelectMany(b => b), .. bytes[from..]];
            default:
                return [.. bytes[..from], .. Encoding.UTF8.GetBytes(Word(random)), .. bytes[(random.Next(2) == 0 ? from : to)..]];
        }
    }

    private string Word(Random random) => random.Next(4) switch
    {
        0 => Numbers[random.Next(Numbers.Length)],
        1 => Junk[random.Next(Junk.Length)],
        _ => target.Words.Count == 0 ? Junk[random.Next(Junk.Length)] : target.Words[random.Next(target.Words.Count)],
    };

    private static (int From, int To) Range(int n, Random random)
    {
        var from = random.Next(n);
        var length = 1 + random.Next(random.Next(4) == 0 ? n : Math.Min(n, 12));
        return (from, Math.Min(n, from + length));
    }

    private static byte[] ReplaceNumber(byte[] bytes, Random random)
    {
        var start = random.Next(bytes.Length);
        for (var step = 0; step < bytes.Length && !char.IsAsciiDigit((char)bytes[start]); step++)
        {
            start = (start + 1) % bytes.Length;
        }

        var end = start;
        while (end < bytes.Length && (char.IsAsciiDigit((char)bytes[end]) || bytes[end] is (byte)'.' or (byte)'e' or (byte)'E'))
        {
            end++;
        }

        return [.. bytes[..start], .. Encoding.UTF8.GetBytes(Numbers[random.Next(Numbers.Length)]), .. bytes[end..]];
    }

    private static byte[] Lines(byte[] bytes, Random random)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split('\n').ToList();
        var a = random.Next(lines.Count);
        var b = random.Next(lines.Count);
        switch (random.Next(3))
        {
            case 0:
                lines.RemoveAt(a);
                break;
            case 1:
                lines.Insert(b, lines[a]);
                break;
            default:
                (lines[a], lines[b]) = (lines[b], lines[a]);
                break;
        }

        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    // string.GetHashCode differs from process to process.
    private static int HashCode(int seed, string name, long index)
    {
        var hash = 2166136261u ^ (uint)seed;
        foreach (var c in name)
        {
            hash = (hash ^ c) * 16777619u;
        }

        hash = (hash ^ (uint)index) * 16777619u;
        hash = (hash ^ (uint)(index >> 32)) * 16777619u;
        return (int)(hash & int.MaxValue);
    }
}
