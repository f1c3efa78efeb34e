using System.Numerics;
using Quiver.Core.Numbers;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// Derivatives of a loss over many columns by rotations that are not in the circuit yet, at angle 0 and at any place. The columns meet
/// once, at the circuit's end, in the matrix M of sums of conj(lambda) psi; rolled back through the circuit that matrix gives the derivative by
/// every string at every place, however many columns there are. One per thread.
/// </summary>
/// <remarks>
/// As in <see cref="InsertionWorkspace"/>, d loss / d angle = Im of the sum of lambda' P psi, which for P with the X mask x reads the
/// entries M[j, j + x], signed by a Walsh-Hadamard transform over all Z masks at once.
/// </remarks>
internal sealed class ColumnInsertions
{
    /// <summary>The most qubits: the matrix has 4^n entries.</summary>
    public const int MostQubits = 10;

    private readonly int rows;
    private readonly double[] real;
    private readonly double[] imaginary;
    private readonly double[] products;
    private readonly double[] crossed;
    private readonly double[] swapReal;
    private readonly double[] swapImaginary;

    /// <summary>Creates the buffers.</summary>
    /// <param name="qubits">1 to <see cref="MostQubits"/>.</param>
    public ColumnInsertions(int qubits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(qubits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(qubits, MostQubits);
        rows = 1 << qubits;
        real = new double[rows * rows];
        imaginary = new double[rows * rows];
        products = new double[rows];
        crossed = new double[rows];
        swapReal = new double[rows];
        swapImaginary = new double[rows];
    }

    /// <summary>Derivatives by rotations put in at angle 0.</summary>
    /// <param name="columns">The columns behind <see cref="ColumnProgram.Forward"/>, their cotangents filled in.</param>
    /// <param name="program">The same circuit as rotations behind its Clifford gates.</param>
    /// <param name="parameters">Values of the free parameters, radians.</param>
    /// <param name="probes">The rotations, in any order, in the program's frame.</param>
    /// <param name="derivatives">Receives d loss / d angle of each, per radian.</param>
    public void Derivatives(
        ColumnProgram columns, PauliProgram program, ReadOnlySpan<double> parameters, ReadOnlySpan<RotationProbe> probes,
        Span<double> derivatives)
    {
        var complex = Gather(columns) || !program.IsReal;
        var keys = new (int Place, uint X)[probes.Length];
        var order = new int[probes.Length];
        for (var i = 0; i < probes.Length; i++)
        {
            keys[i] = (-probes[i].Place, probes[i].X);
            order[i] = i;
        }

        Array.Sort(keys, order);
        var next = 0;
        for (var place = program.Rotations.Length; next < order.Length; place--)
        {
            while (next < order.Length && -keys[next].Place == place)
            {
                var (x, from) = (keys[next].X, next);
                Fill(x, complex);
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
                RollBack(program.Rotations[place - 1], parameters, complex);
            }
        }
    }

    // M[r, s] = sum over columns of conj(lambda_r) psi_s; true where imaginary parts occur.
    private bool Gather(ColumnProgram columns)
    {
        var complex = false;
        for (var s = 0; s < rows; s++)
        {
            var re = columns.Row(s, out var im);
            complex |= !im.IsEmpty;
            for (var r = 0; r < rows; r++)
            {
                var lr = columns.Cotangent(r, out var li);
                var at = (r * rows) + s;
                real[at] = DotProduct.Of(lr, re);
                imaginary[at] = 0;
                if (!im.IsEmpty)
                {
                    real[at] += DotProduct.Of(li, im);
                    imaginary[at] = DotProduct.Of(lr, im) - DotProduct.Of(li, re);
                }
            }
        }

        return complex;
    }

    private void Fill(uint x, bool complex)
    {
        for (uint j = 0; j < rows; j++)
        {
            products[j] = real[(j * rows) + (j ^ x)];
            crossed[j] = complex ? imaginary[(j * rows) + (j ^ x)] : 0;
        }

        WalshHadamard.Transform(products.AsSpan());
        if (complex)
        {
            WalshHadamard.Transform(crossed.AsSpan());
        }
    }

    // M becomes what it is in front of the rotation U: psi and lambda lose U on the left, so M[a, b] = conj(U'_a.) U'_b. M.
    private void RollBack(PauliRotation rotation, ReadOnlySpan<double> parameters, bool complex)
    {
        var (sin, cos) = Math.SinCos(rotation.Angle.Value(parameters) / 2);
        var t = rotation.Negative ? -sin : sin;
        var phase = BitOperations.PopCount(rotation.X & rotation.Z) & 3;

        // U' psi at b is cos psi_b + f w(b) psi_{b + x}, f = i i^phase t.
        var (fr, fi) = phase switch { 0 => (0, t), 1 => (-t, 0), 2 => (0, -t), _ => (t, 0.0) };
        for (var a = 0; a < rows; a++)
        {
            var re = real.AsSpan(a * rows, rows);
            var im = imaginary.AsSpan(a * rows, rows);
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
                var (pr, pi, qr, qi) = (real[p], imaginary[p], real[q], imaginary[q]);
                real[p] = (cos * pr) + (wa * ((fr * qr) + (fi * qi)));
                imaginary[p] = (cos * pi) + (wa * ((fr * qi) - (fi * qr)));
                if (other != a)
                {
                    real[q] = (cos * qr) + (wo * ((fr * pr) + (fi * pi)));
                    imaginary[q] = (cos * qi) + (wo * ((fr * pi) - (fi * pr)));
                }
            }
        }
    }

    private static double Sign(uint bits) => (BitOperations.PopCount(bits) & 1) == 0 ? 1 : -1;
}
