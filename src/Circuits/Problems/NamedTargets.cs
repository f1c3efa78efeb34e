using System.Globalization;
using System.Numerics;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Problems;

/// <summary>States and unitaries by name or from files.</summary>
public static class NamedTargets
{
    /// <summary>The Greenberger–Horne–Zeilinger state.</summary>
    /// <param name="qubits">At least 1.</param>
    /// <returns>2^n amplitudes.</returns>
    public static Complex[] Ghz(int qubits)
    {
        var state = new Complex[1 << qubits];
        (state[0], state[^1]) = (1, 1);
        return state;
    }

    /// <summary>The W state: an even superposition of all basis states with one 1.</summary>
    /// <param name="qubits">At least 1.</param>
    /// <returns>2^n amplitudes.</returns>
    public static Complex[] W(int qubits)
    {
        var state = new Complex[1 << qubits];
        for (var q = 0; q < qubits; q++)
        {
            state[1 << q] = 1;
        }

        return state;
    }

    /// <summary>The quantum Fourier transform's matrix.</summary>
    /// <param name="qubits">At least 1.</param>
    /// <returns>Rows.</returns>
    public static Complex[][] Qft(int qubits)
    {
        var d = 1 << qubits;
        return [.. Enumerable.Range(0, d).Select(a => Enumerable.Range(0, d).Select(b => Complex.FromPolarCoordinates(1 / Math.Sqrt(d), 2 * Math.PI * ((a * b) % d) / d)).ToArray())];
    }

    /// <summary>Reads amplitudes: one per line, "re" or "re im".</summary>
    /// <param name="path">The file; # begins a comment.</param>
    /// <returns>The amplitudes in order.</returns>
    /// <exception cref="InputException">A line cannot be read.</exception>
    public static Complex[] ReadState(string path) => [.. Lines(path).Select(l => l.Numbers.Length is 1 or 2
        ? new Complex(l.Numbers[0], l.Numbers.Length > 1 ? l.Numbers[1] : 0)
        : throw new InputException(path, l.Line, "an amplitude is one number or two (real and imaginary part)."))];

    /// <summary>Reads a matrix: one row per line, real and imaginary parts in turn.</summary>
    /// <param name="path">The file; # begins a comment.</param>
    /// <returns>Rows.</returns>
    /// <exception cref="InputException">A line cannot be read or has an odd count of numbers.</exception>
    public static Complex[][] ReadUnitary(string path) => [.. Lines(path).Select(l => l.Numbers.Length % 2 == 0
        ? l.Numbers.Chunk(2).Select(p => new Complex(p[0], p[1])).ToArray()
        : throw new InputException(path, l.Line, "a row has a real and an imaginary part for every entry."))];

    private static IEnumerable<(double[] Numbers, int Line)> Lines(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"There is no file {path}.");
        }

        var number = 0;
        foreach (var text in File.ReadLines(path))
        {
            number++;
            var used = text.Split('#')[0].Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
            if (used.Length > 0)
            {
                yield return ([.. used.Select(c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && double.IsFinite(v) ? v : throw new InputException(path, number, $"'{c}' is no finite number."))], number);
            }
        }
    }
}
