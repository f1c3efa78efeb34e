using System.Numerics;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// The block-diagonal approximation of the Fubini-Study metric: runs of commuting Pauli rotations form the blocks, inside a
/// block G_ij = (Re of P_i P_j - P_i P_j expectations apart) / 4 in the state before it (Stokes et al., Quantum 4, 269, eq. 10).
/// </summary>
internal static class FubiniStudyMetric
{
    /// <summary>Computes the metric with respect to a circuit's parameters.</summary>
    /// <param name="program">The circuit.</param>
    /// <param name="parameters">Values of its parameters, radians.</param>
    /// <returns>A symmetric positive semidefinite matrix; blocks that share a parameter add up.</returns>
    public static double[,] Compute(PauliProgram program, ReadOnlySpan<double> parameters)
    {
        ArgumentNullException.ThrowIfNull(program);
        var metric = new double[program.ParameterCount, program.ParameterCount];
        var state = new Complex[1 << program.Qubits];
        for (var i = 0; i < state.Length; i++)
        {
            state[i] = new(program.StartReal[i], program.StartImaginary.Length == 0 ? 0 : program.StartImaginary[i]);
        }

        var rotations = program.Rotations;
        for (var start = 0; start < rotations.Length;)
        {
            var end = start + 1;
            while (end < rotations.Length && CommutesWithAll(rotations[end], rotations[start..end]))
            {
                end++;
            }

            AddBlock(metric, state, rotations[start..end]);
            for (; start < end; start++)
            {
                Rotate(state, rotations[start], rotations[start].Angle.Value(parameters));
            }
        }

        return metric;
    }

    private static bool CommutesWithAll(in PauliRotation r, ReadOnlySpan<PauliRotation> others)
    {
        foreach (ref readonly var o in others)
        {
            if (((BitOperations.PopCount(r.X & o.Z) + BitOperations.PopCount(r.Z & o.X)) & 1) == 1)
            {
                return false;
            }
        }

        return true;
    }

    private static void AddBlock(double[,] metric, Complex[] state, ReadOnlySpan<PauliRotation> block)
    {
        var images = new Complex[block.Length][];
        var means = new double[block.Length];
        for (var i = 0; i < block.Length; i++)
        {
            if (block[i].Angle.IsFree)
            {
                images[i] = Image(state, block[i]);
                means[i] = Inner(state, images[i]);
            }
        }

        for (var i = 0; i < block.Length; i++)
        {
            for (var j = 0; j < block.Length; j++)
            {
                if (images[i] is not null && images[j] is not null)
                {
                    metric[block[i].Angle.Parameter, block[j].Angle.Parameter] +=
                        block[i].Angle.Scale * block[j].Angle.Scale * (Inner(images[i], images[j]) - (means[i] * means[j])) / 4;
                }
            }
        }
    }

    private static Complex[] Image(Complex[] state, in PauliRotation r)
    {
        var image = new Complex[state.Length];
        var factor = Phases.Power(BitOperations.PopCount(r.X & r.Z) + (r.Negative ? 2 : 0));
        for (uint k = 0; k < state.Length; k++)
        {
            image[k ^ r.X] = (BitOperations.PopCount(r.Z & k) & 1) == 0 ? factor * state[k] : -factor * state[k];
        }

        return image;
    }

    private static double Inner(Complex[] a, Complex[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i].Real * b[i].Real) + (a[i].Imaginary * b[i].Imaginary);
        }

        return sum;
    }

    private static void Rotate(Complex[] state, in PauliRotation r, double angle)
    {
        var image = Image(state, r);
        var (s, c) = Math.SinCos(angle / 2);
        for (var i = 0; i < state.Length; i++)
        {
            state[i] = (c * state[i]) - (Complex.ImaginaryOne * s * image[i]);
        }
    }
}
