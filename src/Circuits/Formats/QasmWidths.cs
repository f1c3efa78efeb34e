namespace Quiver.Circuits.Formats;

/// <summary>
/// Widths of the types int and uint (OpenQASM 3 specification, "Types and casting"): a value that does not fit is taken modulo 2^n, int in
/// two's complement.
/// </summary>
internal static class QasmWidths
{
    /// <summary>Bits of int and uint without a width, which the specification leaves to the reader.</summary>
    public const int Default = 32;

    /// <summary>The largest width that may be written; values have 63 bits and a sign.</summary>
    public const int Most = 1024;

    /// <summary>The value modulo 2^width; null where it is a negative number in an uint of 64 bits or more.</summary>
    public static long? Wrap(bool signed, int width, long value)
    {
        if (width >= 64)
        {
            return signed || value >= 0 ? value : null;
        }

        return signed
            ? value << (64 - width) >> (64 - width)
            : value & ((1L << width) - 1);
    }
}
