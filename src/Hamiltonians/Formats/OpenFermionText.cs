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
    private const long MaxStrings = 1 << 21;
    private const long FreeBytes = 64L << 20;

    /// <summary>Reads a file.</summary>
    public static HamiltonianFile Read(string path, FermionMapping mapping, int qubits)
    {
        using var lines = new TextLines(path);
        return Read(lines, mapping, qubits, marksEnd: false);
    }

    /// <summary>Reads text that a file holds inside, which says itself where it ends.</summary>
    public static HamiltonianFile ReadInside(string path, string text, FermionMapping mapping, int qubits)
    {
        using var lines = new TextLines(path, text);
        return Read(lines, mapping, qubits, marksEnd: true);
    }

    /// <summary>A fermionic operator's terms under an encoding.</summary>
    public static HamiltonianFile Fermions(string path, List<(Complex Coefficient, string[] Factors, long Line)> terms,
        FermionMapping mapping, Notes notes)
    {
        var products = terms.ConvertAll(t => (t.Coefficient, Array.ConvertAll(t.Factors, f => Ladder(path, f, t.Line))));
        var modes = products.SelectMany(p => p.Item2).Select(l => l.Mode + 1).DefaultIfEmpty(1).Max();
        RequireSmall(path, terms, modes);
        var fermions = new FermionOperator(modes);
        foreach (var (coefficient, product) in products)
        {
            fermions.Add(coefficient, product);
        }

        var sum = new FermionEncoding(mapping, modes).Encode(fermions);
        if (sum.Count == 0)
        {
            notes.Add("All terms are zero or cancel: the operator is 0.");
        }

        return new HamiltonianFile { Sum = sum, Format = "fermion", Notes = notes.Sentences };
    }

    private static HamiltonianFile Read(TextLines lines, FermionMapping mapping, int qubits, bool marksEnd)
    {
        var path = lines.Path;
        var terms = new List<(Complex Coefficient, string[] Factors, long Line)>();
        var last = string.Empty;
        var kind = string.Empty;
        var zero = false;
        foreach (var raw in lines.All())
        {
            var text = raw.Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            if (terms.Count == 0 && kind.Length == 0 && Header(text) is { } header)
            {
                kind = header;
                continue;
            }

            if (terms.Count == 0 && text == "0")
            {
                zero = true;
                continue;
            }

            ReadLine(path, raw, lines.Line, terms);
            last = text;
        }

        if (kind is "BosonOperator" or "QuadOperator" or "MajoranaOperator" or "IsingOperator")
        {
            throw new InputException(path, 1, $"a {kind} is no operator on qubits or fermions; save it as a QubitOperator or "
                + $"FermionOperator.");
        }

        if (terms.Count == 0)
        {
            terms.Add(zero ? (Complex.Zero, [], 1) : throw new InputException(path, 0, "the file holds no term."));
        }

        if (last.EndsWith('+') || last.EndsWith('-'))
        {
            throw lines.Error("the file ends after a +: it looks cut off.");
        }

        var collector = new SumCollector(path);
        if (!marksEnd)
        {
            collector.NoteEnd("term", closed: true, promised: null);
        }

        var fermionic = kind == "FermionOperator" || (kind.Length == 0 && terms.Exists(t => t.Factors.Any(f => char.IsAsciiDigit(f[0]))));
        return fermionic ? Fermions(path, terms, mapping, collector.Notes) : Qubits(path, terms, qubits, collector);
    }

    /// <summary>The operator's kind in the first line of a plain-text save, such as <c>QubitOperator:</c>.</summary>
    private static string? Header(string line) =>
        line.EndsWith("Operator:", StringComparison.Ordinal) && line[..^1].All(char.IsAsciiLetter) ? line[..^1] : null;

    /// <summary>A product of k ladder operators is up to 2^k Pauli strings.</summary>
    private static void RequireSmall(string path, List<(Complex Coefficient, string[] Factors, long Line)> terms, int modes)
    {
        long strings = 0, bytes = 0;
        var limit = Math.Max(FreeBytes, 20 * new FileInfo(path).Length);
        foreach (var (_, factors, line) in terms)
        {
            bytes += (1L << Math.Min(factors.Length, 40)) * PauliWords.Count(modes) * 32;
            if (modes > 64 && bytes > limit)
            {
                throw new InputException(path, line, $"the Pauli strings of the terms up to here take more than {limit >> 20} MB on "
                    + $"{modes} modes: number the modes without gaps.");
            }

            strings += factors.Length > 4 ? 1L << Math.Min(factors.Length, 40) : 0;
            if (strings > MaxStrings)
            {
                throw new InputException(path, line, $"the products of more than four ladder operators up to here are more than "
                    + $"{MaxStrings} Pauli strings: that is more than is supported.");
            }
        }
    }

    private static HamiltonianFile Qubits(string path, List<(Complex Coefficient, string[] Factors, long Line)> terms, int atLeast,
        SumCollector collector)
    {
        var qubits = terms.SelectMany(t => t.Factors.Select(f => PauliText.Qubit(f, path, t.Line) + 1)).DefaultIfEmpty(1).Append(atLeast)
            .Max();
        collector.RequireMemory(terms.Count, qubits);
        foreach (var (coefficient, factors, line) in terms)
        {
            collector.Add(PauliText.Label(factors, qubits, path, line), coefficient, line);
        }

        return collector.File("openfermion");
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
                    throw new InputException(path, line, $"expected 'coefficient [factors]', found "
                        + $"'{SumCollector.Short(text.AsSpan(at).Trim())}'.");
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
