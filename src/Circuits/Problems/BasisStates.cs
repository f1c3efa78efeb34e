using System.Numerics;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Problems;

/// <summary>States written as basis states and their amplitudes: <c>00 0.6</c> and <c>11 0.8</c>.</summary>
internal static class BasisStates
{
    private const int MostQubits = 16;

    /// <summary>Whether a text names a basis state: several binary digits that no number would begin with.</summary>
    public static bool IsLabel(string text) => text.Length > 1 && text[0] == '0' && IsBinary(text);

    /// <summary>Reads the amplitudes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">Its lines.</param>
    /// <returns>2^n amplitudes for labels of n digits, the first digit most significant.</returns>
    /// <exception cref="InputException">A line is no label with an amplitude, or labels differ in length or stand twice.</exception>
    public static Complex[] Read(string path, IReadOnlyList<TargetRow> rows)
    {
        var width = rows.First(static r => IsLabel(r.First)).First.Length;
        if (width > MostQubits)
        {
            throw new InputException(path, rows[0].Line, $"basis states have at most {MostQubits} digits here; these have {width}.");
        }

        var state = new Complex[1 << width];
        var seen = new HashSet<int>();
        foreach (var row in rows)
        {
            if (row.First.Length != width || !IsBinary(row.First) || row.Numbers.Length is not (2 or 3)
                || (row.Complex && row.Numbers.Length == 3))
            {
                throw new InputException(path, row.Line,
                    $"where lines name basis states, every line holds one of {width} binary digits and its amplitude "
                    + "(re, re im or re+imj).");
            }

            var index = Convert.ToInt32(row.First, 2);
            if (!seen.Add(index))
            {
                throw new InputException(path, row.Line, $"the basis state {row.First} stands twice.");
            }

            state[index] = row.Numbers.Length == 2 ? row.Numbers[1] : new Complex(row.Numbers[1].Real, row.Numbers[2].Real);
        }

        return state;
    }

    private static bool IsBinary(string text) => text.All(static c => c is '0' or '1');
}
