using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// Brings an operator to one order of magnitude by a power of two, which rounds nothing, so that thresholds are relative to
/// its norm: in other units the same states come out.
/// </summary>
internal static class OperatorScale
{
    // Molecules in hartree have norms of 1 to 50.
    private const int Exponent = 2;

    /// <summary>The operator divided by <paramref name="unit"/>, with a coefficient norm from 4 to 8 (identity excluded).</summary>
    /// <param name="sum">An operator with real coefficients.</param>
    /// <param name="unit">A power of two; 1 for a multiple of the identity.</param>
    public static PauliSum Normalise(PauliSum sum, out double unit)
    {
        // Relative to the largest coefficient, so that no square leaves the range of a double.
        var largest = sum.LargestCoefficient();
        double squares = 0;
        var identity = sum.IndexOfIdentity();
        for (var i = 0; i < sum.Count; i++)
        {
            var c = i == identity || largest == 0 ? 0 : sum.Coefficient(i).Magnitude / largest;
            squares += c * c;
        }

        var norm = largest * Math.Sqrt(squares);
        if (!double.IsFinite(norm))
        {
            throw new ArgumentException("The operator's norm is not finite: its coefficients are too large.", nameof(sum));
        }

        unit = norm == 0 ? 1 : Math.ScaleB(1, Math.ILogB(norm) - Exponent);
        if (unit is 1 or 0)
        {
            unit = 1;
            return sum;
        }

        return new PauliSum(sum.Qubits, sum.AllX.ToArray(), sum.AllZ.ToArray(), Divide(sum.Coefficients, unit),
            sum.IsReal ? null : Divide(sum.ImaginaryParts, unit));
    }

    private static double[] Divide(ReadOnlySpan<double> values, double unit)
    {
        var result = values.ToArray();
        foreach (ref var value in result.AsSpan())
        {
            value /= unit;
        }

        return result;
    }
}
