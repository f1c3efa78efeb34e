using System.Buffers.Binary;
using System.Text;

namespace Quiver.GFlowNet.Torch;

/// <summary>
/// Marks one required symbol version of a 64-bit little-endian ELF file as weak, so that the dynamic loader
/// accepts a system library that does not define it.
/// </summary>
/// <remarks>
/// The native half of TorchSharp 0.107 asks libstdc++ for <c>GLIBCXX_3.4.32</c> (GCC 13), which Debian 12 and
/// Ubuntu 22.04 do not have. Only <c>std::ios_base_library_init</c> carries that version and no relocation uses
/// it, so a weak requirement is harmless.
/// </remarks>
internal static class ElfVersionPatch
{
    private const uint SectionTypeVersionNeeds = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Sets the weak flag on every requirement named <paramref name="version"/>.</summary>
    /// <param name="image">The whole file, changed in place.</param>
    /// <param name="version">The version to weaken, for example <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>How many requirements were changed.</returns>
    /// <exception cref="InvalidDataException">The image is not a 64-bit little-endian ELF file.</exception>
    public static int Weaken(Span<byte> image, string version)
    {
        if (image.Length < 64 || image[0] != 0x7f || image[1] != 'E' || image[2] != 'L' || image[3] != 'F' || image[4] != 2
            || image[5] != 1)
        {
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        }

        var sectionTable = (int)BinaryPrimitives.ReadUInt64LittleEndian(image[40..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(image[58..]);
        int sections = BinaryPrimitives.ReadUInt16LittleEndian(image[60..]);
        var name = Encoding.ASCII.GetBytes(version);
        var changed = 0;
        for (var i = 0; i < sections; i++)
        {
            var header = image.Slice(sectionTable + i * entrySize, entrySize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != SectionTypeVersionNeeds)
            {
                continue;
            }

            var start = (int)BinaryPrimitives.ReadUInt64LittleEndian(header[24..]);
            var stringSection = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[40..]);
            var strings = (int)BinaryPrimitives.ReadUInt64LittleEndian(image[(sectionTable + stringSection * entrySize + 24)..]);
            changed += WeakenSection(image, start, strings, name);
        }

        return changed;
    }

    private static int WeakenSection(Span<byte> image, int start, int strings, byte[] name)
    {
        var changed = 0;
        for (var need = start; ;)
        {
            int count = BinaryPrimitives.ReadUInt16LittleEndian(image[(need + 2)..]);
            var entry = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(need + 8)..]);
            for (var k = 0; k < count; k++)
            {
                var text = strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(entry + 8)..]);
                if (image.Slice(text, name.Length).SequenceEqual(name) && image[text + name.Length] == 0)
                {
                    var flags = BinaryPrimitives.ReadUInt16LittleEndian(image[(entry + 4)..]);
                    BinaryPrimitives.WriteUInt16LittleEndian(image[(entry + 4)..], (ushort)(flags | WeakFlag));
                    changed++;
                }

                entry += (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(entry + 12)..]);
            }

            var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(need + 12)..]);
            if (next == 0)
            {
                return changed;
            }

            need += next;
        }
    }
}
