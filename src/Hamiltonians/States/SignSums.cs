using System.Numerics;
using Quiver.Core.Numbers;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// Sums of numbers at states with the signs (-1)^|z and b|, for all masks z at once: one Walsh-Hadamard transform over the affine hull
/// of the states. Scratch of one worker.
/// </summary>
/// <param name="bits">Number of bits of a state, at most 64.</param>
/// <param name="isComplex">Whether the numbers have imaginary parts.</param>
internal sealed class SignSums(int bits, bool isComplex)
{
    // Measured on one core of a 2-core server processor, both of them at work: a number and stage of the transform; a state's place and
    // its number in it.
    private const double StageNanoseconds = 0.12;
    private const double StateNanoseconds = 3;
    private const int MostRank = 22;
    private readonly AffineHull hull = new(bits);
    private double[] real = [];
    private double[] imaginary = [];

    /// <summary>Looks at a sample of states, before anything is summed.</summary>
    /// <param name="states">At least one.</param>
    /// <returns>What the sums will take, nanoseconds; infinite where they would need too much memory.</returns>
    public double Estimate(ReadOnlySpan<ulong> states)
    {
        hull.Sample(states);
        return hull.Rank > MostRank ? double.PositiveInfinity : Nanoseconds(states.Length, hull.Rank, isComplex);
    }

    /// <summary>What the sums over states take.</summary>
    /// <param name="states">How many states.</param>
    /// <param name="rank">Dimension of their hull.</param>
    /// <param name="isComplex">Whether the numbers have imaginary parts.</param>
    /// <returns>Nanoseconds of one core.</returns>
    public static double Nanoseconds(double states, double rank, bool isComplex) =>
        (isComplex ? 2 : 1) * ((StateNanoseconds * states) + (StageNanoseconds * (rank + 2) * Math.Pow(2, rank)));

    /// <summary>Sums over the states of <see cref="Estimate"/>.</summary>
    /// <param name="states">The states.</param>
    /// <param name="re">Real parts of the numbers.</param>
    /// <param name="im">Imaginary parts; empty where there are none.</param>
    public void Sum(ReadOnlySpan<ulong> states, ReadOnlySpan<double> re, ReadOnlySpan<double> im)
    {
        hull.Number();
        if (!TryTransform(ref real, states, re))
        {
            // The sample left some direction out.
            hull.Extend(states);
            hull.Number();
            TryTransform(ref real, states, re);
        }

        if (isComplex)
        {
            TryTransform(ref imaginary, states, im);
        }
    }

    /// <summary>Where a mask's sum stands. The code of an exclusive or is that of the codes.</summary>
    /// <param name="z">The mask.</param>
    public uint Code(ulong z) => (uint)hull.Masks.Of(z) | (uint)(BitOperations.PopCount(z & hull.Origin) & 1) << 31;

    /// <summary>The sum of the real parts with a mask's signs.</summary>
    /// <param name="code">The mask's code.</param>
    public double Real(uint code) => Signed(real, code);

    /// <summary>The sum of the imaginary parts with a mask's signs.</summary>
    /// <param name="code">The mask's code.</param>
    public double Imaginary(uint code) => Signed(imaginary, code);

    private static double Signed(double[] sums, uint code) => (code >> 31) == 0 ? sums[code] : -sums[code & int.MaxValue];

    /// <summary>False where a state is not in the hull.</summary>
    private bool TryTransform(ref double[] array, ReadOnlySpan<ulong> states, ReadOnlySpan<double> numbers)
    {
        var size = 1 << hull.Rank;
        if (array.Length < size)
        {
            array = new double[size];
        }

        var sums = array.AsSpan(0, size);
        sums.Clear();
        var (places, rest, origin, left) = (hull.Places, hull.Rest, hull.Origin, 0UL);
        for (var i = 0; i < states.Length; i++)
        {
            var difference = states[i] ^ origin;
            left |= rest.Of(difference);
            sums[(int)places.Of(difference)] += numbers[i];
        }

        if (left == 0)
        {
            WalshHadamard.Transform(sums);
        }

        return left == 0;
    }
}
