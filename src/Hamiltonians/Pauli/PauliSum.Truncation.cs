namespace Quiver.Hamiltonians.Pauli;

/// <content>Leaving out small terms within a stated error.</content>
public sealed partial class PauliSum
{
    // Coefficients this close, relatively, are one number summed in different orders.
    private const double SameCoefficient = 1e-9;

    /// <summary>
    /// Leaves out the terms of smallest coefficient as long as their moduli sum to at most a bound. By the triangle inequality (a
    /// Pauli string has norm 1) no eigenvalue, and no expectation value in any state, changes by more than that sum. Terms of equal
    /// modulus stay or go together: strings that only together conserve electrons, spin or another symmetry carry the same modulus.
    /// </summary>
    /// <param name="bound">Largest change of an energy, in the operator's unit; at least 0.</param>
    /// <param name="change">The sum of the moduli left out: the change is at most this.</param>
    /// <returns>The remaining terms, in their order; this instance where none is left out. An identity term always stays.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bound is negative or no number.</exception>
    public PauliSum Truncate(double bound, out double change)
    {
        if (!(bound >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "An energy changes by 0 or more.");
        }

        var identity = IndexOfIdentity();
        var moduli = new double[Count];
        var order = new int[Count];
        for (var i = 0; i < Count; i++)
        {
            moduli[i] = i == identity ? double.PositiveInfinity : Coefficient(i).Magnitude;
            order[i] = i;
        }

        Array.Sort((double[])moduli.Clone(), order);
        change = 0;
        var gone = 0;
        while (gone < Count)
        {
            var (end, sum) = (gone, change);
            while (end < Count && moduli[order[end]] <= moduli[order[gone]] * (1 + SameCoefficient))
            {
                sum += moduli[order[end++]];
            }

            if (!(sum <= bound))
            {
                break;
            }

            (gone, change) = (end, sum);
        }

        if (gone == 0)
        {
            return this;
        }

        var kept = order[gone..];
        Array.Sort(kept);
        return Select(kept);
    }
}
