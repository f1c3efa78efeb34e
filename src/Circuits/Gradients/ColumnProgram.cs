using System.Numerics;
using System.Runtime.InteropServices;
using Quiver.Circuits.Gates;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// A circuit that acts on many states at once, one per column: for data sets and for unitaries. Amplitudes are stored row by
/// row, so that every gate is a few passes over contiguous memory; CX only renames rows.
/// </summary>
/// <remarks>Buffers are kept between calls; one per thread.</remarks>
internal sealed class ColumnProgram
{
    private readonly List<(GateKind Kind, int Mask, int Control, Angle Angle)> operations = [];
    private readonly int rows;
    private readonly int columns;
    private readonly int[] place;
    private readonly double[] real;
    private readonly double[] imaginary;
    private readonly double[] lambdaReal;
    private readonly double[] lambdaImaginary;
    private readonly double[] startReal;
    private readonly double[]? startImaginary;
    private bool complex;

    /// <summary>Creates the program's buffers.</summary>
    /// <param name="qubits">Number of qubits, 1 to 16.</param>
    /// <param name="startReal">Real parts of the start states, row by row: [2^n, columns].</param>
    /// <param name="startImaginary">Imaginary parts; null when all are 0.</param>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public ColumnProgram(int qubits, double[] startReal, double[]? startImaginary)
    {
        ArgumentNullException.ThrowIfNull(startReal);
        ArgumentOutOfRangeException.ThrowIfLessThan(qubits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(qubits, 16);
        rows = 1 << qubits;
        if (startReal.Length == 0 || startReal.Length % rows != 0
            || (startImaginary is not null && startImaginary.Length != startReal.Length))
        {
            throw new ArgumentException($"States of {qubits} qubits have {rows} rows of equal length.", nameof(startReal));
        }

        Qubits = qubits;
        columns = startReal.Length / rows;
        this.startReal = startReal;
        this.startImaginary = startImaginary;
        place = new int[rows];
        real = new double[startReal.Length];
        imaginary = new double[startReal.Length];
        lambdaReal = new double[startReal.Length];
        lambdaImaginary = new double[startReal.Length];
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Number of states.</summary>
    public int Columns => columns;

    /// <summary>Free parameters of the circuit in use.</summary>
    public int ParameterCount { get; private set; }

    /// <summary>Chooses the circuit.</summary>
    /// <param name="circuit">A circuit on as many qubits.</param>
    public void Use(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        if (circuit.Qubits != Qubits)
        {
            throw new ArgumentException($"The circuit has {circuit.Qubits} qubits, the states have {Qubits}.", nameof(circuit));
        }

        operations.Clear();
        ParameterCount = circuit.ParameterCount;
        complex = startImaginary is not null;
        var plain = circuit.Operations.All(static o => o.Kind is GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.CX or GateKind.X);
        foreach (var o in (plain ? circuit : Transpiler.Transpile(circuit, GateBasis.RxRyRzCx)).Operations)
        {
            operations.Add((o.Kind, Bit(o.Qubits[^1]), o.Qubits.Length > 1 ? Bit(o.Qubits[0]) : 0, o.Angles.Length > 0 ? o.Angles[0] : 0));
            complex |= o.Kind is GateKind.RX or GateKind.RZ;
        }
    }

    /// <summary>Runs the circuit.</summary>
    /// <param name="parameters">Values of the free parameters, radians.</param>
    public void Forward(ReadOnlySpan<double> parameters)
    {
        startReal.CopyTo(real, 0);
        if (complex)
        {
            if (startImaginary is null)
            {
                Array.Clear(imaginary);
            }
            else
            {
                startImaginary.CopyTo(imaginary, 0);
            }
        }

        for (var r = 0; r < rows; r++)
        {
            place[r] = r;
        }

        foreach (var (kind, mask, control, angle) in operations)
        {
            Apply(kind, mask, control, angle.Value(parameters), real, imaginary);
        }
    }

    /// <summary>The amplitudes of a basis state, one per column; valid after <see cref="Forward"/>.</summary>
    /// <param name="row">The basis index, qubit 0 the most significant bit.</param>
    /// <param name="imaginaryPart">Receives the imaginary parts; empty where all are 0.</param>
    /// <returns>The real parts.</returns>
    public ReadOnlySpan<double> Row(int row, out ReadOnlySpan<double> imaginaryPart)
    {
        imaginaryPart = complex ? imaginary.AsSpan(place[row] * columns, columns) : default;
        return real.AsSpan(place[row] * columns, columns);
    }

    /// <summary>The derivative of a loss with respect to the conjugate amplitudes of a basis state, to be filled in before
    /// <see cref="Backward"/>.</summary>
    /// <param name="row">The basis index.</param>
    /// <param name="imaginaryPart">The imaginary parts to fill.</param>
    /// <returns>The real parts to fill.</returns>
    public Span<double> Cotangent(int row, out Span<double> imaginaryPart)
    {
        imaginaryPart = lambdaImaginary.AsSpan(place[row] * columns, columns);
        return lambdaReal.AsSpan(place[row] * columns, columns);
    }

    /// <summary>Adjoint differentiation: undoes the circuit and collects the gradient. The loss changes by 2 Re of the cotangents'
    /// inner product with the change of the states.</summary>
    /// <param name="parameters">As for <see cref="Forward"/>.</param>
    /// <param name="gradient">Receives the derivatives.</param>
    public void Backward(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Clear();
        if (!complex)
        {
            Array.Clear(lambdaImaginary);
        }

        for (var k = operations.Count - 1; k >= 0; k--)
        {
            var (kind, mask, control, angle) = operations[k];
            if (kind == GateKind.RY)
            {
                var slope = RotateBack(mask, angle.Value(parameters));
                if (angle.IsFree)
                {
                    gradient[angle.Parameter] += angle.Scale * slope;
                }

                continue;
            }

            if (angle.IsFree)
            {
                gradient[angle.Parameter] += angle.Scale * Derivative(kind, mask);
            }

            var value = -angle.Value(parameters);
            if (control == 0 && kind != GateKind.X)
            {
                Rotate(kind, mask, value, lambdaReal, lambdaImaginary);
            }

            Apply(kind, mask, control, value, real, imaginary);
        }
    }

    private int Bit(int qubit) => 1 << (Qubits - 1 - qubit);

    private void Apply(GateKind kind, int mask, int control, double angle, double[] re, double[] im)
    {
        if (kind is GateKind.CX or GateKind.X)
        {
            for (var r = 0; r < rows; r++)
            {
                if ((r & control) == control && (r & mask) == 0)
                {
                    (place[r], place[r | mask]) = (place[r | mask], place[r]);
                }
            }

            return;
        }

        Rotate(kind, mask, angle, re, im);
    }

    private void Rotate(GateKind kind, int mask, double angle, double[] re, double[] im)
    {
        var (sin, cos) = Math.SinCos(angle / 2);
        for (var r = 0; r < rows; r++)
        {
            if ((r & mask) != 0)
            {
                continue;
            }

            var (a, b) = (place[r] * columns, place[r | mask] * columns);
            switch (kind)
            {
                case GateKind.RY:
                    Pair(re.AsSpan(a, columns), re.AsSpan(b, columns), cos, -sin, sin);
                    if (complex)
                    {
                        Pair(im.AsSpan(a, columns), im.AsSpan(b, columns), cos, -sin, sin);
                    }

                    break;
                case GateKind.RX:
                    // a' = c a - i s b, b' = c b - i s a.
                    Pair(re.AsSpan(a, columns), im.AsSpan(b, columns), cos, sin, -sin);
                    Pair(im.AsSpan(a, columns), re.AsSpan(b, columns), cos, -sin, sin);
                    break;
                default:
                    // exp(-i angle/2) on 0, its conjugate on 1.
                    Pair(re.AsSpan(a, columns), im.AsSpan(a, columns), cos, sin, -sin);
                    Pair(re.AsSpan(b, columns), im.AsSpan(b, columns), cos, -sin, sin);
                    break;
            }
        }
    }

    // x' = c x + p y, y' = c y + q x.
    private static void Pair(Span<double> x, Span<double> y, double c, double p, double q)
    {
        var vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y);
        for (var i = 0; i < vx.Length; i++)
        {
            var (s, t) = (vx[i], vy[i]);
            vx[i] = (s * c) + (t * p);
            vy[i] = (t * c) + (s * q);
        }

        for (var i = vx.Length * Vector<double>.Count; i < x.Length; i++)
        {
            var (s, t) = (x[i], y[i]);
            x[i] = (s * c) + (t * p);
            y[i] = (t * c) + (s * q);
        }
    }

    // RY undone on states and cotangents, and its derivative before, in one pass.
    private double RotateBack(int mask, double angle)
    {
        var (sin, cos) = Math.SinCos(angle / 2);
        double sum = 0;
        for (var r = 0; r < rows; r++)
        {
            if ((r & mask) == 0)
            {
                var (a, b) = (place[r] * columns, place[r | mask] * columns);
                sum += PairBack(real, lambdaReal, a, b, columns, cos, sin);
                sum += complex ? PairBack(imaginary, lambdaImaginary, a, b, columns, cos, sin) : 0;
            }
        }

        return sum;
    }

    // The sum of l_b x_a - l_a x_b; then both a' = c a + s b, b' = c b - s a.
    private static double PairBack(double[] x, double[] l, int a, int b, int length, double c, double s)
    {
        ref var x0 = ref MemoryMarshal.GetArrayDataReference(x);
        ref var l0 = ref MemoryMarshal.GetArrayDataReference(l);
        var total = Vector<double>.Zero;
        var i = 0;
        for (; i + Vector<double>.Count <= length; i += Vector<double>.Count)
        {
            var (p, q) = (Vector.LoadUnsafe(ref x0, (nuint)(a + i)), Vector.LoadUnsafe(ref x0, (nuint)(b + i)));
            var (m, n) = (Vector.LoadUnsafe(ref l0, (nuint)(a + i)), Vector.LoadUnsafe(ref l0, (nuint)(b + i)));
            total += (n * p) - (m * q);
            ((p * c) + (q * s)).StoreUnsafe(ref x0, (nuint)(a + i));
            ((q * c) - (p * s)).StoreUnsafe(ref x0, (nuint)(b + i));
            ((m * c) + (n * s)).StoreUnsafe(ref l0, (nuint)(a + i));
            ((n * c) - (m * s)).StoreUnsafe(ref l0, (nuint)(b + i));
        }

        var sum = Vector.Sum(total);
        for (; i < length; i++)
        {
            var (p, q, m, n) = (x[a + i], x[b + i], l[a + i], l[b + i]);
            sum += (n * p) - (m * q);
            (x[a + i], x[b + i]) = ((c * p) + (s * q), (c * q) - (s * p));
            (l[a + i], l[b + i]) = ((c * m) + (s * n), (c * n) - (s * m));
        }

        return sum;
    }

    // Im of the sum over columns of <lambda| P |psi>, P the rotation's axis.
    private double Derivative(GateKind kind, int mask)
    {
        double sum = 0;
        for (var r = 0; r < rows; r++)
        {
            var (own, other) = (place[r] * columns, place[r ^ mask] * columns);
            var one = (r & mask) != 0;
            var lr = lambdaReal.AsSpan(own, columns);
            var li = lambdaImaginary.AsSpan(own, columns);
            switch (kind)
            {
                case GateKind.RY:
                    // (Y psi)_0 = -i psi_1, (Y psi)_1 = i psi_0: the imaginary part is -/+ Re(conj(lambda) psi).
                    var re = DotProduct.Of(lr, real.AsSpan(other, columns));
                    re += complex ? DotProduct.Of(li, imaginary.AsSpan(other, columns)) : 0;
                    sum += one ? re : -re;
                    break;
                case GateKind.RX:
                    sum += DotProduct.Of(lr, imaginary.AsSpan(other, columns)) - DotProduct.Of(li, real.AsSpan(other, columns));
                    break;
                default:
                    var z = DotProduct.Of(lr, imaginary.AsSpan(own, columns)) - DotProduct.Of(li, real.AsSpan(own, columns));
                    sum += one ? -z : z;
                    break;
            }
        }

        return sum;
    }
}
