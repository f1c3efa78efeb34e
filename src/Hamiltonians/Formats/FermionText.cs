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
            var parts = raw.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

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

        return OpenFermionText.Fermions(path, terms, mapping);
    }
}
