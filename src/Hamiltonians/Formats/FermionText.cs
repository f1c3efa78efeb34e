using System.Numerics;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>One fermionic term a line: <c>coefficient 0^ 2^ 2 0</c>; comments after #.</summary>
internal static class FermionText
{
    public static HamiltonianFile Read(string path, FermionMapping mapping)
    {
        var terms = new List<(Complex Coefficient, string[] Factors, long Line)>();
        using var lines = new TextLines(path);
        var facts = new CommentFacts();
        foreach (var raw in lines.All())
        {
            if (facts.TryRead(raw.Trim()))
            {
                continue;
            }

            var line = lines.Line;
            var comment = raw.IndexOf('#', StringComparison.Ordinal);
            var text = comment < 0 ? raw : raw[..comment];
            if (ConstantText.TryParse(text, out var constant))
            {
                terms.Add((constant, [], line));
                continue;
            }

            var parts = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 1 && parts[^1].Contains('.', StringComparison.Ordinal) && NumberText.TryParse(parts[^1], out _))
            {
                parts = [parts[^1], .. parts[..^1]];
            }

            if (!NumberText.TryParse(parts[0], out var coefficient))
            {
                throw new InputException(path, line, $"'{SumCollector.Short(parts[0])}' is not a finite number.");
            }

            terms.Add((coefficient, parts[1..], line));
        }

        if (terms.Count == 0)
        {
            throw new InputException(path, 0, "the file holds no term.");
        }

        var collector = new SumCollector(path);
        collector.NoteEnd("line", lines.Closed, facts.Terms);
        if (facts.Terms is { } promised && promised != terms.Count)
        {
            throw new InputException(path, 0, $"the header promises {promised} terms, the file has {terms.Count}: it looks cut off or "
                + $"edited.");
        }

        return OpenFermionText.Fermions(path, terms, mapping, collector.Notes);
    }
}
