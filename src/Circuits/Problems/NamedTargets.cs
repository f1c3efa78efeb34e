using System.Numerics;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Problems;

/// <summary>States and unitaries by name.</summary>
public static class NamedTargets
{
    /// <summary>The Greenberger–Horne–Zeilinger state.</summary>
    /// <param name="qubits">At least 1.</param>
    /// <returns>2^n amplitudes.</returns>
    public static Complex[] Ghz(int qubits)
    {
        var state = new Complex[1 << qubits];
        (state[0], state[^1]) = (Math.Sqrt(0.5), Math.Sqrt(0.5));
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
            state[1 << q] = 1 / Math.Sqrt(qubits);
        }

        return state;
    }

    /// <summary>The quantum Fourier transform's matrix.</summary>
    /// <param name="qubits">At least 1.</param>
    /// <returns>2^qubits rows.</returns>
    public static ComplexMatrix Qft(int qubits)
    {
        var d = 1 << qubits;
        return new(
            [.. Enumerable.Range(0, d * d)
                .Select(k => Complex.FromPolarCoordinates(1 / Math.Sqrt(d), 2 * Math.PI * (((k / d) * (k % d)) % d) / d))],
            d);
    }
}
