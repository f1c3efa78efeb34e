namespace Quiver.Circuits.Formats;

/// <summary>Kinds of <see cref="QasmValue"/>.</summary>
internal enum QasmNumberKind
{
    Real,
    Integer,
    Symbolic,
    Bits,
}
