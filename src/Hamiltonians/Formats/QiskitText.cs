using System.Text.RegularExpressions;
using Quiver.GFlowNet.Runs;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Qiskit's printed forms: <c>SparsePauliOp(['IZ', ...], coeffs=[...])</c> and a list of pairs <c>[('IZ', 0.5), ...]</c>.
/// Qiskit writes qubit 0 rightmost, so labels are reversed.
/// </summary>
internal static partial class QiskitText
{
    public static HamiltonianFile Read(string path)
    {
        var text = File.ReadAllText(path);
        var collector = new SumCollector(path);
        var coefficients = text.IndexOf("coeffs=", StringComparison.Ordinal);
        if (coefficients >= 0)
        {
            ReadOperator(path, text, coefficients, collector);
        }
        else
        {
            foreach (Match pair in Pair().Matches(text))
            {
                collector.Add(Reverse(pair.Groups[1].Value), pair.Groups[2].ValueSpan, LineOf(text, pair.Index));
            }
        }

        if (!text.TrimEnd().EndsWith(')') && !text.TrimEnd().EndsWith(']'))
        {
            throw new InputException(path, LineOf(text, text.Length - 1), "the list is cut off: its closing bracket is missing.");
        }

        return new HamiltonianFile { Sum = collector.Build(), Format = "qiskit" };
    }

    private static void ReadOperator(string path, string text, int coefficients, SumCollector collector)
    {
        var labels = Quoted().Matches(text[..coefficients]).Select(m => (m.Groups[1].Value, m.Index)).ToArray();
        var open = text.IndexOf('[', coefficients);
        var close = open < 0 ? -1 : text.IndexOf(']', open);
        if (close < 0)
        {
            throw new InputException(path, LineOf(text, coefficients), "the coefficients are cut off.");
        }

        var numbers = text[(open + 1)..close].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (numbers.Length != labels.Length)
        {
            throw new InputException(path, LineOf(text, open), $"{labels.Length} labels have {numbers.Length} coefficients.");
        }

        for (var i = 0; i < labels.Length; i++)
        {
            collector.Add(Reverse(labels[i].Value), numbers[i].Replace(" ", string.Empty, StringComparison.Ordinal), LineOf(text, labels[i].Index));
        }
    }

    private static string Reverse(string label)
    {
        var letters = label.ToCharArray();
        Array.Reverse(letters);
        return new string(letters);
    }

    private static long LineOf(string text, int index) => text.AsSpan(0, Math.Max(0, index)).Count('\n') + 1;

    [GeneratedRegex("""[\(\[]\s*['"]([^'"]*)['"]\s*,\s*(\([^()]*\)|[^()\[\],]+)\s*[\)\]]""", RegexOptions.None, 10_000)]
    private static partial Regex Pair();

    [GeneratedRegex("""['"]([^'"]*)['"]""", RegexOptions.None, 10_000)]
    private static partial Regex Quoted();
}
