using System.Numerics;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Reads Qiskit operators as Python prints them: <c>SparsePauliOp(['XY'], coeffs=[0.5+0.j])</c> or
/// <c>[('XY', 0.5), ...]</c>. Qiskit's qubit 0 is the last letter, so every label is reversed.
/// </summary>
internal static class QiskitText
{
    public static HamiltonianFile Read(string path)
    {
        var labels = new List<(string Label, long Line)>();
        var groups = new List<List<Complex>>();
        var scale = Complex.One;
        var scaleNext = false;
        foreach (var token in Tokens(path))
        {
            if (token.Kind == 's')
            {
                labels.Add((token.Text, token.Line));
                groups.Add([]);
            }
            else if (token.Kind == 'w')
            {
                scaleNext = token.Text == "coeff";
            }
            else if (scaleNext)
            {
                (scale, scaleNext) = (token.Value, false);
            }
            else if (groups.Count == 0)
            {
                throw new InputException(path, token.Line, "a coefficient stands before the first label.");
            }
            else
            {
                groups[^1].Add(token.Value);
            }
        }

        var coefficients = Pair(path, groups);
        var terms = new SumCollector(path);
        for (var i = 0; i < labels.Count; i++)
        {
            var letters = labels[i].Label.ToCharArray();
            Array.Reverse(letters);
            terms.Add(letters, scale * coefficients[i], labels[i].Line, sumDuplicates: true);
        }

        return new HamiltonianFile { Sum = terms.Build(), Format = "qiskit" };
    }

    private static Complex[] Pair(string path, List<List<Complex>> groups)
    {
        if (groups.Count == 0)
        {
            throw new InputException(path, 0, "the file holds no label.");
        }

        if (groups.TrueForAll(g => g.Count == 1))
        {
            return [.. groups.Select(g => g[0])];
        }

        if (groups.TrueForAll(g => g.Count == 2) && groups.Count > 1)
        {
            return [.. groups.Select(g => new Complex(g[0].Real, g[1].Real))];
        }

        if (groups.Take(groups.Count - 1).All(g => g.Count == 0) && groups[^1].Count == groups.Count)
        {
            return [.. groups[^1]];
        }

        throw new InputException(path, 0, $"{groups.Count} labels have {groups.Sum(g => g.Count)} coefficients: the file looks cut off.");
    }

    /// <summary>Kinds: s string, n number, w word.</summary>
    private static IEnumerable<(char Kind, string Text, Complex Value, long Line)> Tokens(string path)
    {
        using var lines = new TextLines(path);
        var depth = 0;
        while (lines.Read() is { } line)
        {
            for (var at = 0; at < line.Length; at++)
            {
                var c = line[at];
                if (c is '\'' or '"')
                {
                    var end = line.IndexOf(c, at + 1);
                    if (end < 0)
                    {
                        throw lines.Error("a label has no closing quote: the file looks cut off.");
                    }

                    yield return ('s', line[(at + 1)..end], default, lines.Line);
                    at = end;
                }
                else if (char.IsAsciiLetter(c))
                {
                    var start = at;
                    while (at + 1 < line.Length && (char.IsAsciiLetterOrDigit(line[at + 1]) || line[at + 1] is '_' or '.'))
                    {
                        at++;
                    }

                    var word = line[start..(at + 1)];
                    yield return word is "nan" or "inf" or "NaN" or "Infinity" ? ('n', word, double.NaN, lines.Line) : ('w', word, default, lines.Line);
                }
                else if (char.IsAsciiDigit(c) || c is '+' or '-' or '.')
                {
                    if (line.AsSpan(at).StartsWith("..."))
                    {
                        throw lines.Error("the printed operator was shortened with '...'; save its to_list() instead.");
                    }

                    var start = at;
                    at = line.AsSpan(at).IndexOfAny(",)]") is var stop and >= 0 ? at + stop - 1 : line.Length - 1;
                    var text = line[start..(at + 1)].Replace(" ", string.Empty, StringComparison.Ordinal);
                    yield return NumberText.TryParse(text, out var value)
                        ? ('n', text, value, lines.Line)
                        : throw lines.Error($"'{SumCollector.Short(text)}' is not a finite number.");
                }
                else if (c is '[' or '(')
                {
                    depth++;
                }
                else if (c is ']' or ')')
                {
                    depth--;
                }
                else if (c is not (',' or ' ' or '\t' or '=' or ':'))
                {
                    throw lines.Error($"'{c}' is not expected in a list of labels and coefficients.");
                }
            }
        }

        if (depth != 0)
        {
            throw new InputException(path, lines.Line, "the brackets do not close: the file looks cut off.");
        }
    }
}
