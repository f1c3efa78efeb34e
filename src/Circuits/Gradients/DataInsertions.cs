using System.Numerics;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// Derivatives of a loss over all rows of a data set by rotations that are not in the circuit yet, at angle or weight 0 and at any place.
/// The columns meet at the circuit's end in a matrix M of sums of conj(lambda) psi, and one for each feature of sums that the feature
/// weights; rolled back through the circuit they give the derivative by every string at every place, however many columns there are. Only
/// in front of rotations by features, which turn every column differently, they are gathered anew. One per thread.
/// </summary>
/// <remarks>
/// As in <see cref="InsertionWorkspace"/>, d loss / d angle = Im of the sum of lambda' P psi, which for P with the X mask x reads the
/// entries M[j, j + x], signed by a Walsh-Hadamard transform over all Z masks at once.
/// </remarks>
internal sealed class DataInsertions
{
    /// <summary>The most qubits: a matrix has 4^n entries.</summary>
    public const int MostQubits = 10;

    private readonly int rows;
    private readonly double[] products;
    private readonly double[] crossed;
    private readonly double[] swapReal;
    private readonly double[] swapImaginary;
    private double[][] real = [];
    private double[][] imaginary = [];

    /// <summary>Creates the buffers.</summary>
    /// <param name="qubits">1 to <see cref="MostQubits"/>.</param>
    public DataInsertions(int qubits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(qubits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(qubits, MostQubits);
        rows = 1 << qubits;
        products = new double[rows];
        crossed = new double[rows];
        swapReal = new double[rows];
        swapImaginary = new double[rows];
    }

    /// <summary>Derivatives by rotations put in at angle 0.</summary>
    /// <param name="program">The columns behind <see cref="DataProgram.Forward(int)"/>, all cotangents filled in; undone in part.</param>
    /// <param name="probes">The rotations, in any order, in the program's frame.</param>
    /// <param name="derivatives">Receives d loss / d angle of each, per radian, or by its weight.</param>
    public void Derivatives(DataProgram program, ReadOnlySpan<RotationProbe> probes, Span<double> derivatives)
    {
        var keys = new (int Place, int Feature, uint X)[probes.Length];
        var order = new int[probes.Length];
        var used = new SortedSet<int>();
        for (var i = 0; i < probes.Length; i++)
        {
            keys[i] = (-probes[i].Place, probes[i].Feature, probes[i].X);
            order[i] = i;
            used.Add(probes[i].Feature);
        }

        Array.Sort(keys, order);
        int[] features = [.. used];
        Reserve(features.Length);
        var firstData = 0;
        while (firstData < program.Rotations.Length && program.Rotations[firstData].Feature < 0)
        {
            firstData++;
        }

        var (next, stale) = (0, true);
        for (var place = program.Rotations.Length; next < order.Length; place--)
        {
            if (-keys[next].Place == place && stale)
            {
                Gather(program, features);
                stale = false;
            }

            while (next < order.Length && -keys[next].Place == place)
            {
                var (_, feature, x) = keys[next];
                var from = next;
                Fill(Array.IndexOf(features, feature), x, program.IsComplex);
                for (; next < order.Length && keys[next] == keys[from]; next++)
                {
                    var z = probes[order[next]].Z;
                    var phase = BitOperations.PopCount(x & z) & 3;
                    var sum = (phase & 1) == 1 ? products[z] : crossed[z];

                    // The transform signs by z and j, the string by z and j + x: another sign for odd phases, and i^2 and i^3 bring one.
                    derivatives[order[next]] = (phase >= 2) != ((phase & 1) == 1) ? -sum : sum;
                }
            }

            if (place > 0)
            {
                var rotation = program.Rotations[place - 1];
                stale |= rotation.Feature >= 0;

                // Columns are wanted again in front of the next rotation by features.
                for (var block = 0; block < program.Blocks && place > firstData; block++)
                {
                    program.Undo(place - 1, block);
                }

                for (var f = 0; f < features.Length && !stale; f++)
                {
                    RollBack(real[f], imaginary[f], rotation, program.Turn(place - 1), program.IsComplex);
                }
            }
        }
    }

    private void Reserve(int matrices)
    {
        while (real.Length < matrices)
        {
            real = [.. real, new double[rows * rows]];
            imaginary = [.. imaginary, new double[rows * rows]];
        }
    }

    // M[r, s] = sum over columns of conj(lambda_r) psi_s, weighted by each feature.
    private void Gather(DataProgram program, int[] features)
    {
        for (var f = 0; f < features.Length; f++)
        {
            Array.Clear(real[f]);
            Array.Clear(imaginary[f]);
            for (var block = 0; block < program.Blocks; block++)
            {
                program.AddCrossed(block, features[f], real[f], imaginary[f]);
            }
        }
    }

    private void Fill(int matrix, uint x, bool complex)
    {
        for (uint j = 0; j < rows; j++)
        {
            products[j] = real[matrix][(j * rows) + (j ^ x)];
            crossed[j] = complex ? imaginary[matrix][(j * rows) + (j ^ x)] : 0;
        }

        WalshHadamard.Transform(products.AsSpan());
        if (complex)
        {
            WalshHadamard.Transform(crossed.AsSpan());
        }
    }

    // M becomes what it is in front of the rotation U: psi and lambda lose U on the left, so M[a, b] = conj(U'_a.) U'_b. M.
    private void RollBack(double[] realPart, double[] imaginaryPart, PauliRotation rotation, (double Sin, double Cos) turn, bool complex)
    {
        var cos = turn.Cos;
        var t = rotation.Negative ? -turn.Sin : turn.Sin;
        var phase = BitOperations.PopCount(rotation.X & rotation.Z) & 3;

        // U' psi at b is cos psi_b + f w(b) psi_{b + x}, f = i i^phase t.
        var (fr, fi) = phase switch { 0 => (0, t), 1 => (-t, 0), 2 => (0, -t), _ => (t, 0.0) };
        for (var a = 0; a < rows; a++)
        {
            var re = realPart.AsSpan(a * rows, rows);
            var im = imaginaryPart.AsSpan(a * rows, rows);
            re.CopyTo(swapReal);
            im.CopyTo(swapImaginary);
            for (uint b = 0; b < rows; b++)
            {
                var other = b ^ rotation.X;
                var w = Sign(rotation.Z & other);
                re[(int)b] = (cos * swapReal[b]) + (w * fr * swapReal[other]);
                if (complex)
                {
                    re[(int)b] -= w * fi * swapImaginary[other];
                    im[(int)b] = (cos * swapImaginary[b]) + (w * ((fr * swapImaginary[other]) + (fi * swapReal[other])));
                }
            }
        }

        for (uint a = 0; a < rows; a++)
        {
            var other = a ^ rotation.X;
            if (other < a)
            {
                continue;
            }

            // conj(f) for both rows of a pair; alone where the rotation flips nothing.
            var (wa, wo) = (Sign(rotation.Z & other), Sign(rotation.Z & a));
            for (var b = 0; b < rows; b++)
            {
                var (p, q) = ((int)(a * rows) + b, (int)(other * rows) + b);
                var (pr, pi, qr, qi) = (realPart[p], imaginaryPart[p], realPart[q], imaginaryPart[q]);
                realPart[p] = (cos * pr) + (wa * ((fr * qr) + (fi * qi)));
                imaginaryPart[p] = (cos * pi) + (wa * ((fr * qi) - (fi * qr)));
                if (other != a)
                {
                    realPart[q] = (cos * qr) + (wo * ((fr * pr) + (fi * pi)));
                    imaginaryPart[q] = (cos * qi) + (wo * ((fr * pi) - (fi * pr)));
                }
            }
        }
    }

    private static double Sign(uint bits) => (BitOperations.PopCount(bits) & 1) == 0 ? 1 : -1;
}
