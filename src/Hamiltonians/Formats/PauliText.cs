using System.Globalization;
using Quiver.GFlowNet.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Plain text forms: <c>label coefficient</c> in either order (comments after #), alternating lines of label and
/// coefficient, and sparse lines such as <c>0.5 X0 Z3</c>.
/// </summary>
internal static class PauliText
{
    private static readonly char[] Separators = [' ', '\t', ',', ';'];

    public static HamiltonianFile ReadLabels(string path)
    {
        var collector = new SumCollector(path);
        double shift = 0;
        double? stated = null;
        long line = 0;
        foreach (var raw in File.ReadLines(path))
        {
            line++;
            var text = raw.Trim();
            if (text.StartsWith('#'))
            {
                shift = Header(text, "energy_shift") ?? shift;
                stated = Header(text, "ground_energy_without_shift") ?? stated;
                continue;
            }

            if (text.Length == 0)
            {
                continue;
            }

            var comment = text.IndexOf('#', StringComparison.Ordinal);
            var parts = (comment < 0 ? text : text[..comment]).Split(Separators, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2)
            {
                throw new InputException(path, line, $"expected a Pauli label and a coefficient, found '{SumCollector.Short(text)}'.");
            }

            var labelFirst = parts[0][0] is 'I' or 'X' or 'Y' or 'Z' || (char.IsAsciiLetter(parts[0][0]) && !char.IsAsciiLetter(parts[1][0]));
            collector.Add(parts[labelFirst ? 0 : 1], parts[labelFirst ? 1 : 0], line);
        }

        return new HamiltonianFile { Sum = collector.Build(), Format = "labels", EnergyShift = shift, StatedEnergy = stated };
    }

    public static HamiltonianFile ReadAlternating(string path)
    {
        var collector = new SumCollector(path);
        string? label = null;
        long line = 0;
        foreach (var raw in File.ReadLines(path))
        {
            line++;
            var text = raw.Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            if (label is null)
            {
                label = text;
            }
            else
            {
                collector.Add(label, text, line);
                label = null;
            }
        }

        if (label is not null)
        {
            throw new InputException(path, line, $"the file ends after the label '{SumCollector.Short(label)}': its coefficient is missing.");
        }

        return new HamiltonianFile { Sum = collector.Build(), Format = "alternating" };
    }

    public static HamiltonianFile ReadSparse(string path)
    {
        var terms = new List<(string Number, string[] Letters, long Line)>();
        var qubits = 0;
        long line = 0;
        foreach (var raw in File.ReadLines(path))
        {
            line++;
            var parts = raw.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0 || parts[0][0] == '#' || (terms.Count == 0 && !NumberText.TryParse(parts[0], out _)))
            {
                // A first line that is no number is a title.
                continue;
            }

            foreach (var letter in parts.AsSpan(1))
            {
                qubits = Math.Max(qubits, Qubit(letter, path, line) + 1);
            }

            terms.Add((parts[0], parts[1..], line));
        }

        var collector = new SumCollector(path);
        foreach (var (number, letters, at) in terms)
        {
            collector.Add(Label(letters, qubits, path, at), number, at);
        }

        return new HamiltonianFile { Sum = collector.Build(), Format = "sparse" };
    }

    /// <summary>A full label from letters such as X0 or Z12.</summary>
    public static string Label(IEnumerable<string> letters, int qubits, string path, long line)
    {
        var label = new char[qubits];
        Array.Fill(label, 'I');
        foreach (var letter in letters)
        {
            var q = Qubit(letter, path, line);
            if (label[q] != 'I')
            {
                throw new InputException(path, line, $"qubit {q} stands twice in one term.");
            }

            label[q] = letter[0];
        }

        return new string(label);
    }

    public static int Qubit(string letter, string path, long line)
    {
        if (letter.Length < 2 || letter[0] is not ('I' or 'X' or 'Y' or 'Z') || !int.TryParse(letter.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var q) || q > 4095)
        {
            throw new InputException(path, line, $"'{SumCollector.Short(letter)}' is not a Pauli letter with a qubit number, such as X0.");
        }

        return q;
    }

    private static double? Header(string comment, string name)
    {
        var parts = comment.TrimStart('#', ' ').Split([' ', ':', '=', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && string.Equals(parts[0], name, StringComparison.Ordinal) && NumberText.TryParse(parts[1], out var value) ? value.Real : null;
    }
}
