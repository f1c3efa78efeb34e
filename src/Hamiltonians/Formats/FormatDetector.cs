using System.Text;
using Quiver.GFlowNet.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Tells a Hamiltonian file's format from its first lines.</summary>
internal static class FormatDetector
{
    private const int HeadBytes = 4096;

    public static string Detect(string path)
    {
        var bytes = new byte[HeadBytes];
        int length;
        using (var stream = File.OpenRead(path))
        {
            length = stream.ReadAtLeast(bytes, HeadBytes, throwOnEndOfStream: false);
        }

        if (length >= 8 && bytes[0] == 0x89 && bytes[1] == 'H' && bytes[2] == 'D' && bytes[3] == 'F')
        {
            return "hdf5";
        }

        if (bytes.AsSpan(0, length).Contains((byte)0))
        {
            throw new InputException(path, 0, "this is a binary file of a kind that is not known.");
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length).TrimStart('\uFEFF');
        var lines = text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').Take(4).ToArray();
        if (lines.Length == 0)
        {
            throw new InputException(path, 0, "the file holds nothing but comments.");
        }

        return FromLines(text, lines);
    }

    private static string FromLines(string text, string[] lines)
    {
        var first = lines[0];
        if (FcidumpReader.Recognises(first))
        {
            return "fcidump";
        }

        if (text.Contains("broombridge", StringComparison.OrdinalIgnoreCase) || text.Contains("problem_description", StringComparison.Ordinal))
        {
            return "broombridge";
        }

        if (text.Contains("nuc=", StringComparison.Ordinal) && first.Contains('=', StringComparison.Ordinal))
        {
            return "liquid";
        }

        if (first.StartsWith('{'))
        {
            return "json";
        }

        if (first.StartsWith("SparsePauliOp", StringComparison.Ordinal) || first.StartsWith("[(", StringComparison.Ordinal) || first.StartsWith("[\"", StringComparison.Ordinal) || first.StartsWith("['", StringComparison.Ordinal))
        {
            return "qiskit";
        }

        if (first.Contains('[', StringComparison.Ordinal) && first.Contains(']', StringComparison.Ordinal))
        {
            return "openfermion";
        }

        var probe = lines.Length > 1 ? lines[1] : first;
        if (probe.Contains('^', StringComparison.Ordinal) || first.Contains('^', StringComparison.Ordinal))
        {
            return "fermion";
        }

        if (lines.Length > 1 && IsLabel(first) && !IsLabel(lines[1]) && !lines[1].Contains(' ', StringComparison.Ordinal))
        {
            return "alternating";
        }

        var parts = probe.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && parts.Skip(1).All(IsIndexedLetter) ? "sparse" : "labels";
    }

    private static bool IsLabel(string text) => text.Length > 0 && text.All(c => c is 'I' or 'X' or 'Y' or 'Z');

    private static bool IsIndexedLetter(string text) => text.Length > 1 && text[0] is 'I' or 'X' or 'Y' or 'Z' && text.Skip(1).All(char.IsAsciiDigit);
}
