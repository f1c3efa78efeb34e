using System.Numerics;
using Quiver.GFlowNet.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>One fermionic term a line: <c>coefficient 0^ 2^ 2 0</c>; comments after #.</summary>
internal static class FermionText
{
    public static HamiltonianFile Read(string path, FermionMapping mapping)
    {
        var terms = new List<(Complex Coefficient, string[] Factors, long Line)>();
        long line = 0;
        foreach (var raw in File.ReadLines(path))
        {
            line++;
            var parts = raw.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0 || parts[0][0] == '#')
            {
                continue;
            }

            if (!NumberText.TryParse(parts[0], out var coefficient))
            {
                throw new InputException(path, line, $"'{SumCollector.Short(parts[0])}' is not a finite number.");
            }

            terms.Add((coefficient, parts[1..], line));
        }

        if (terms.Count == 0)
        {
            throw new InputException(path, line, "the file holds no term.");
        }

        return OpenFermionText.Fermions(path, terms, mapping);
    }
}
