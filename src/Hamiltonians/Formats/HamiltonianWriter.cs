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
    private static readonly string[] Names = ["labels", "json", "sparse", "openfermion", "qiskit"];

    /// <summary>The names that <see cref="Write"/> takes.</summary>
    public static IReadOnlyList<string> FormatNames => Names;

    /// <summary>Writes a file in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sum">The operator.</param>
    /// <param name="format">One of <see cref="FormatNames"/>.</param>
    /// <exception cref="InputException">The format is not known.</exception>
    public static void Write(string path, PauliSum sum, string format) => AtomicFile.WriteText(path, Format(sum, format));

    /// <summary>The text of an operator.</summary>
    /// <param name="sum">The operator.</param>
    /// <param name="format">One of <see cref="FormatNames"/>.</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="InputException">The format is not known.</exception>
    public static string Format(PauliSum sum, string format)
    {
        ArgumentNullException.ThrowIfNull(sum);
        return format switch
        {
            "labels" => Lines(sum, (label, i) => $"{label} {Number(sum, i)}\n"),
            "sparse" => Qubits(sum) + Lines(sum, (label, i) => $"{Number(sum, i)} {Sparse(label, "I0")}\n"),
            "openfermion" => Lines(sum, (label, i) =>
                $"{Number(sum, i)} [{Sparse(label, string.Empty)}]{(i + 1 < sum.Count ? " +" : string.Empty)}\n"),
            "json" => "{\n" + Lines(sum, (label, i) =>
                $"  \"{label}\": {(sum.IsReal ? Number(sum, i) : $"[{Text(sum.Coefficient(i).Real)}, {Text(sum.Coefficient(i).Imaginary)}]")}{(i + 1 < sum.Count ? "," : string.Empty)}\n") + "}\n",
            "qiskit" => "[" + Lines(sum, (label, i) => $"(\"{new string([.. label.Reverse()])}\", "
                + $"{Number(sum, i)}){(i + 1 < sum.Count ? ",\n " : string.Empty)}") + "]\n",
            _ => throw new InputException($"Unknown format '{format}': use one of {string.Join(", ", Names)}."),
        };
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

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Sparse(string label, string identity)
    {
        var factors = label.Select((c, q) => (c, q)).Where(f => f.c != 'I').Select(f => FormattableString.Invariant($"{f.c}{f.q}"))
            .ToArray();
        return factors.Length == 0 ? identity : string.Join(' ', factors);
    }
}
