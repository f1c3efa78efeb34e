using System.Numerics;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Gradients;

/// <summary>Single rotations of a block's states, by an angle in common or one in every column, and back.</summary>
internal sealed unsafe partial class DataProgram
{
    // Cosines and sines of a rotation by features, in all columns of a block.
    private void Spread(int k, int block)
    {
        if (rotations[k].Feature < 0)
        {
            return;
        }

        // cosines and sines hold half the offset and half the weight here.
        var at = Slot(k, block);
        var values = Feature(block, rotations[k].Feature);
        for (var c = 0; c < Width; c++)
        {
            (columnSines[at + c], columnCosines[at + c]) = Math.SinCos((sines[k] * values[c]) + cosines[k]);
        }
    }

    private void Apply(int k, double* re, double* im, int width, double* cs, double* ss)
    {
        switch (Lanes.Bits)
        {
            case 512:
                Apply<Lanes512<double>>(k, re, im, width, cs, ss);
                break;
            case 256:
                Apply<Lanes256<double>>(k, re, im, width, cs, ss);
                break;
            default:
                Apply<Lanes128<double>>(k, re, im, width, cs, ss);
                break;
        }
    }

    private double Undo(int k, double* re, double* im, double* lr, double* li, int width, double* cs, double* ss, double* values) =>
        Lanes.Bits switch
        {
            512 => Undo<Lanes512<double>>(k, re, im, lr, li, width, cs, ss, values),
            256 => Undo<Lanes256<double>>(k, re, im, lr, li, width, cs, ss, values),
            _ => Undo<Lanes128<double>>(k, re, im, lr, li, width, cs, ss, values),
        };

    private void Apply<TV>(int k, double* re, double* im, int width, double* cs, double* ss)
        where TV : struct, ILaneVector<TV, double>
    {
        var (x, z, odd, sign) = Form(rotations[k]);
        for (uint a = 0; a < rows; a++)
        {
            var b = a ^ x;
            if (b < a)
            {
                continue;
            }

            var s = Odd(z & b) ? -sign : sign;
            var (p, q) = (a * width, b * width);
            if (odd)
            {
                Turn<TV>(k, re + p, re + q, width, s, cs, ss);
                if (complex)
                {
                    Turn<TV>(k, im + p, im + q, width, s, cs, ss);
                }
            }
            else
            {
                Turn<TV>(k, re + p, im + q, width, s, cs, ss);
                if (x != 0)
                {
                    Turn<TV>(k, re + q, im + p, width, s, cs, ss);
                }
            }
        }
    }

    // The string's masks, whether it has an odd number of Y, and the sign with which it turns row a^x into row a but for w(a^x).
    private static (uint X, uint Z, bool Odd, double Sign) Form(PauliRotation rotation)
    {
        var phase = BitOperations.PopCount(rotation.X & rotation.Z) & 3;
        return (rotation.X, rotation.Z, (phase & 1) == 1, (phase is 0 or 1) == rotation.Negative ? -1.0 : 1.0);
    }

    private void Turn<TV>(int k, double* x, double* y, int width, double sign, double* cs, double* ss)
        where TV : struct, ILaneVector<TV, double>
    {
        if (dataSlot[k] < 0)
        {
            DataKernels<TV>.Turn(x, y, width, cosines[k], sign * sines[k]);
        }
        else
        {
            DataKernels<TV>.Turn(x, y, width, cs, ss, sign);
        }
    }

    private double Undo<TV>(int k, double* re, double* im, double* lr, double* li, int width, double* cs, double* ss, double* values)
        where TV : struct, ILaneVector<TV, double>
    {
        var (x, z, odd, sign) = Form(rotations[k]);
        double sum = 0;
        for (uint a = 0; a < rows; a++)
        {
            var b = a ^ x;
            if (b < a)
            {
                continue;
            }

            var s = Odd(z & b) ? -sign : sign;
            var (p, q) = (a * width, b * width);
            if (odd)
            {
                sum += s * TurnBack<TV>(k, re + p, re + q, lr + p, lr + q, width, s, cs, ss, values);
                sum += complex ? s * TurnBack<TV>(k, im + p, im + q, li + p, li + q, width, s, cs, ss, values) : 0;
            }
            else
            {
                sum += s * TurnBack<TV>(k, re + p, im + q, lr + p, li + q, width, s, cs, ss, values);
                sum += x != 0 ? s * TurnBack<TV>(k, re + q, im + p, lr + q, li + p, width, s, cs, ss, values) : 0;
            }
        }

        return sum;
    }

    private double TurnBack<TV>(
        int k, double* x, double* y, double* lx, double* ly, int width, double sign, double* cs, double* ss, double* values)
        where TV : struct, ILaneVector<TV, double> => dataSlot[k] < 0
            ? DataKernels<TV>.TurnBack(x, y, lx, ly, width, cosines[k], sign * sines[k])
            : DataKernels<TV>.TurnBack(x, y, lx, ly, width, cs, ss, sign, values);
}
