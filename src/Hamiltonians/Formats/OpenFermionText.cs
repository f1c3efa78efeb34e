using System.Globalization;
using System.Numerics;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// What OpenFermion prints: <c>(0.5+0j) [X0 Z1] +</c> for a QubitOperator and <c>-1.25 [0^ 0] +</c> for a
/// FermionOperator, on one line or many.
/// </summary>
internal static class OpenFermionText
{
    private const int MaxModes = 1024;

    public static HamiltonianFile Read(string path, FermionMapping mapping, int qubits)
    {
        var terms = new List<(Complex Coefficient, string[] Factors, long Line)>();
        using var lines = new TextLines(path);
        var last = string.Empty;
        foreach (var raw in lines.All())
        {
            if (!string.IsNullOrWhiteSpace(raw) && !raw.TrimStart().StartsWith('#'))
            {
                ReadLine(path, raw, lines.Line, terms);
                last = raw;
            }
        }

        if (terms.Count == 0)
        {
            throw new InputException(path, 0, "the file holds no term.");
        }

        if (last.TrimEnd().EndsWith('+'))
        {
            throw lines.Error("the file ends after a +: it looks cut off.");
        }

        var factors = terms.SelectMany(t => t.Factors);
        return factors.Any(f => char.IsAsciiDigit(f[0])) || terms.TrueForAll(t => t.Factors.Length == 0)
            ? Fermions(path, terms, mapping)
            : Qubits(path, terms, qubits);
    }

    /// <summary>A fermionic operator's terms under an encoding.</summary>
    public static HamiltonianFile Fermions(string path, List<(Complex Coefficient, string[] Factors, long Line)> terms, FermionMapping mapping)
    {
        var products = terms.ConvertAll(t => (t.Coefficient, Array.ConvertAll(t.Factors, f => Ladder(path, f, t.Line))));
        var modes = products.SelectMany(p => p.Item2).Select(l => l.Mode + 1).DefaultIfEmpty(1).Max();
        var fermions = new FermionOperator(modes);
        foreach (var (coefficient, product) in products)
        {
            fermions.Add(coefficient, product);
        }

        return new HamiltonianFile { Sum = new FermionEncoding(mapping, modes).Encode(fermions), Format = "fermion" };
    }

    private static HamiltonianFile Qubits(string path, List<(Complex Coefficient, string[] Factors, long Line)> terms, int atLeast)
    {
        var qubits = terms.SelectMany(t => t.Factors.Select(f => PauliText.Qubit(f, path, t.Line) + 1)).DefaultIfEmpty(1).Append(atLeast).Max();
        var collector = new SumCollector(path);
        foreach (var (coefficient, factors, line) in terms)
        {
            collector.Add(PauliText.Label(factors, qubits, path, line), coefficient, line);
        }

        return new HamiltonianFile { Sum = collector.Build(), Format = "openfermion" };
    }

    private static void ReadLine(string path, string text, long line, List<(Complex, string[], long)> terms)
    {
        var at = 0;
        while (true)
        {
            var open = text.IndexOf('[', at);
            if (open < 0)
            {
                if (text.AsSpan(at).Trim(" \t+").Length > 0 && !text.TrimStart().StartsWith('#'))
                {
                    throw new InputException(path, line, $"expected 'coefficient [factors]', found '{SumCollector.Short(text.AsSpan(at).Trim())}'.");
                }

                return;
            }

            var close = text.IndexOf(']', open);
            if (close < 0)
            {
                throw new InputException(path, line, "a term's closing bracket is missing.");
            }

            var number = text.AsSpan(at, open - at).Trim();
            if (at > 0 && (number.IsEmpty || number[0] is not ('+' or '-')))
            {
                throw new InputException(path, line, "expected + between two terms.");
            }

            number = terms.Count > 0 || at > 0 ? number.TrimStart('+').Trim() : number;
            // "- 0.5" and "-(0.5+0j)": a sign of its own before the number.
            var negative = number.Length > 1 && number[0] == '-' && (number[1] is ' ' or '(');
            if (!NumberText.TryParse(negative ? number[1..] : number, out var coefficient))
            {
                throw new InputException(path, line, $"'{SumCollector.Short(number)}' is not a finite number.");
            }

            coefficient = negative ? -coefficient : coefficient;
            terms.Add((coefficient, text[(open + 1)..close].Split(' ', StringSplitOptions.RemoveEmptyEntries), line));
            at = close + 1;
        }
    }

    private static LadderOperator Ladder(string path, string factor, long line)
    {
        var creates = factor.EndsWith('^');
        var digits = factor.AsSpan(0, factor.Length - (creates ? 1 : 0));
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var mode) && mode < MaxModes
            ? new LadderOperator(mode, creates)
            : throw new InputException(path, line, $"'{SumCollector.Short(factor)}' is not a ladder operator such as 3^ or 3.");
    }
}
