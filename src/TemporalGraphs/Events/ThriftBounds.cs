namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// Walks one structure in Thrift's compact protocol, as Parquet's footers and page headers are written, without building it: what
/// it claims must fit into the bytes that are there. The reading library allocates what a list or a text claims.
/// </summary>
/// <remarks>A path is the numbers of the fields on the way, in base 64; elements of a list have the path of their list.</remarks>
internal ref struct ThriftBounds(ReadOnlySpan<byte> data, Action<ulong, long> number)
{
    private const int MostDepth = 32;
    private const ulong LongestPath = 1UL << 50;
    private readonly ReadOnlySpan<byte> data = data;
    private readonly Action<ulong, long> number = number;
    private int place;

    /// <summary>Walks the structure that the bytes begin with.</summary>
    /// <returns>Its length in bytes.</returns>
    /// <exception cref="InvalidDataException">It claims more than is there.</exception>
    public int Walk()
    {
        Structure(0, 0);
        return place;
    }

    private void Structure(ulong path, int depth)
    {
        if (depth > MostDepth)
        {
            throw new InvalidDataException("structures within structures without end");
        }

        var id = 0;
        while (true)
        {
            var head = Byte();
            if (head == 0)
            {
                return;
            }

            id = head >> 4 == 0 ? (int)Signed() : id + (head >> 4);
            Value(head & 15, Join(path, id), depth, inList: false);
        }
    }

    private void Value(int type, ulong path, int depth, bool inList)
    {
        switch (type)
        {
            case 1 or 2:
                place += inList ? 1 : 0;
                break;
            case 3:
                number(path, (sbyte)Byte());
                break;
            case 4 or 5 or 6:
                number(path, Signed());
                break;
            case 7:
                Skip(8);
                break;
            case 8:
                Skip(Unsigned());
                break;
            case 9 or 10:
                var head = Byte();
                var count = head >> 4 == 15 ? Unsigned() : (ulong)(head >> 4);
                Claim(count);
                for (var left = count; left > 0; left--)
                {
                    Value(head & 15, path, depth, inList: true);
                }

                break;
            case 11:
                var pairs = Unsigned();
                Claim(pairs);
                var types = pairs > 0 ? Byte() : 0;
                for (var left = pairs; left > 0; left--)
                {
                    Value(types >> 4, path, depth, inList: true);
                    Value(types & 15, path, depth, inList: true);
                }

                break;
            case 12:
                Structure(path, depth + 1);
                break;
            default:
                throw new InvalidDataException($"a field of the unknown type {type}");
        }
    }

    private static ulong Join(ulong path, int id) => path >= LongestPath || id is < 0 or > 63 ? LongestPath : (path * 64) + (ulong)id;

    private byte Byte() => place < data.Length ? data[place++] : throw new InvalidDataException("it ends in the middle");

    private void Skip(ulong count)
    {
        Claim(count);
        place += (int)count;
    }

    // Every element takes at least one byte.
    private readonly void Claim(ulong count)
    {
        if (count > (ulong)Math.Max(0, data.Length - place))
        {
            throw new InvalidDataException($"it claims {count} entries or bytes and has fewer");
        }
    }

    private long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number of more than 64 bits");
    }
}
