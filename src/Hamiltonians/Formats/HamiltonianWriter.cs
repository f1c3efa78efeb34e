using System.Globalization;
using System.Text;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Writes operators in the forms that other tools read. Numbers round-trip exactly. OpenFermion's form cannot say that the
/// last qubits are idle: read it with <see cref="HamiltonianReadOptions.Qubits"/>.
/// </summary>
public static class HamiltonianWriter
{
    private const string HamLib = "hamlib";
    private static readonly string[] Names = ["labels", "json", "sparse", "openfermion", "qiskit", "pennylane", "qdk", "benchpress"];

    /// <summary>The names that <see cref="Format"/> takes.</summary>
    public static IReadOnlyList<string> FormatNames => Names;

    /// <summary>The names that <see cref="Write"/> takes: those of text, and <c>hamlib</c> (HDF5).</summary>
    public static IReadOnlyList<string> FileFormatNames { get; } = [.. Names, HamLib];

    /// <summary>Writes a file in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sum">The operator.</param>
    /// <param name="format">One of <see cref="FileFormatNames"/>.</param>
    /// <param name="groups">A grouping to go with it, indices of terms; <c>qdk</c> alone holds one.</param>
    /// <exception cref="InputException">The format is not known, or holds no grouping.</exception>
    public static void Write(string path, PauliSum sum, string format, IReadOnlyList<int[]>? groups = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(sum);
        if (string.Equals(format, HamLib, StringComparison.Ordinal))
        {
            RequireNoGroups(format, groups);
            HamLibWriter.Write(path, Path.GetFileNameWithoutExtension(path), Format(sum, "openfermion"), sum.Qubits);
            return;
        }

        AtomicFile.WriteText(path, Format(sum, format, groups));
    }

    /// <summary>The text of an operator.</summary>
    /// <param name="sum">The operator.</param>
    /// <param name="format">One of <see cref="FormatNames"/>.</param>
    /// <param name="groups">A grouping to go with it, indices of terms; <c>qdk</c> alone holds one.</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="InputException">The format is not known, or holds no grouping.</exception>
    public static string Format(PauliSum sum, string format, IReadOnlyList<int[]>? groups = null)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (!string.Equals(format, "qdk", StringComparison.Ordinal))
        {
            RequireNoGroups(format, groups);
        }

        return format switch
        {
            "labels" => Lines(sum, (label, i) => $"{label} {Number(sum, i)}\n"),
            "sparse" => Qubits(sum) + Lines(sum, (label, i) => $"{Number(sum, i)} {Sparse(label, "I0")}\n"),
            "openfermion" => Lines(sum, (label, i) =>
                $"{Number(sum, i)} [{Sparse(label, string.Empty)}]{(i + 1 < sum.Count ? " +" : string.Empty)}\n"),
            "json" => "{\n" + Lines(sum, (label, i) =>
                $"  \"{label}\": {Pair(sum, i)}{(i + 1 < sum.Count ? "," : string.Empty)}\n") + "}\n",
            "qiskit" => "[" + Lines(sum, (label, i) => $"(\"{new string([.. label.Reverse()])}\", "
                + $"{Number(sum, i)}){(i + 1 < sum.Count ? ",\n " : string.Empty)}") + "]\n",
            "pennylane" => "{\n\"wire_map\": {" + string.Join(", ", Enumerable.Range(0, sum.Qubits).Select(static q =>
                FormattableString.Invariant($"\"{q}\": {q}")))
                + "},\n\"terms\": {\n" + Lines(sum, (label, i) =>
                $"  \"{label}\": {Pair(sum, i)}{(i + 1 < sum.Count ? "," : string.Empty)}\n") + "}}\n",
            "qdk" => ToolJson.Qdk(sum, groups),
            "benchpress" => ToolJson.Benchpress(sum),
            _ => throw new InputException($"Unknown format '{format}': use one of {string.Join(", ", FileFormatNames)}."),
        };
    }

    private static void RequireNoGroups(string format, IReadOnlyList<int[]>? groups)
    {
        if (groups is not null)
        {
            throw new InputException($"Format '{format}' holds no grouping: use qdk.");
        }
    }

    /// <summary>A comment with the number of qubits where the letters do not show it.</summary>
    private static string Qubits(PauliSum sum)
    {
        var last = sum.Qubits - 1;
        for (var i = 0; i < sum.Count; i++)
        {
            if (sum.String(i)[last] != 'I')
            {
                return string.Empty;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"# qubits {sum.Qubits}\n");
    }

    private static string Lines(PauliSum sum, Func<string, int, string> line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < sum.Count; i++)
        {
            text.Append(line(sum.String(i).ToString(), i));
        }

        return text.ToString();
    }

    private static string Number(PauliSum sum, int i)
    {
        var c = sum.Coefficient(i);
        return sum.IsReal ? Text(c.Real) : $"({Text(c.Real)}{(c.Imaginary < 0 ? string.Empty : "+")}{Text(c.Imaginary)}j)";
    }

    private static string Pair(PauliSum sum, int i) =>
        sum.IsReal ? Number(sum, i) : $"[{Text(sum.Coefficient(i).Real)}, {Text(sum.Coefficient(i).Imaginary)}]";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Sparse(string label, string identity)
    {
        var factors = label.Select((c, q) => (c, q)).Where(f => f.c != 'I').Select(f => FormattableString.Invariant($"{f.c}{f.q}"))
            .ToArray();
        return factors.Length == 0 ? identity : string.Join(' ', factors);
    }
}
