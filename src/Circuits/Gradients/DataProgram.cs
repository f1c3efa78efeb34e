using System.Numerics;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// A circuit that acts on the states of all rows of a data set: Pauli rotations behind the permutation of basis states that its CX and X
/// gates are, whose angles may be a weight times a feature of the row (data re-uploading, Perez-Salinas et al., arXiv:1907.02085).
/// </summary>
/// <remarks>
/// Rows of data are columns here. They are dealt with in blocks that stay in the first-level cache from the start state to the gradient:
/// <code>
/// [block][basis index][column of the block], columns padded with zeros
/// </code>
/// Buffers are kept between calls; one per thread.
/// </remarks>
internal sealed unsafe partial class DataProgram
{
    // States and cotangents of a block together take about this much.
    private const int BlockBytes = 64 << 10;
    private const int LeastWidth = 8;

    // Runs of plain rotations become a matrix on at most so many rows.
    private const int MostDenseRows = 64;
    private readonly int rows;
    private readonly double[] startReal;
    private readonly double[]? startImaginary;
    private readonly double[] features;
    private readonly double[] real;
    private readonly double[] imaginary;
    private readonly double[] lambdaReal;
    private readonly double[] lambdaImaginary;
    private readonly double[] weightedReal;
    private readonly double[] weightedImaginary;
    private readonly int[] source;
    private readonly uint[] imageX;
    private readonly uint[] imageZ;
    private PauliRotation[] rotations = [];
    private int count;
    private double[] cosines = [];
    private double[] sines = [];
    private int[] dataSlot = [];
    private double[] columnCosines = [];
    private double[] columnSines = [];
    private readonly List<(int From, int To, int Matrix)> segments = [];
    private readonly List<DenseSegment> dense = [];
    private bool complex;

    /// <summary>Lays the start states out and creates the buffers.</summary>
    /// <param name="qubits">Number of qubits, 1 to 16.</param>
    /// <param name="startReal">Real parts of the start states: [2^n, columns].</param>
    /// <param name="startImaginary">Imaginary parts; null when all are 0.</param>
    /// <param name="features">What weights are multiplied with: [features, columns]; empty for none.</param>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public DataProgram(int qubits, ReadOnlySpan<double> startReal, ReadOnlySpan<double> startImaginary, ReadOnlySpan<double> features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(qubits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(qubits, 16);
        rows = 1 << qubits;
        if (startReal.Length == 0 || startReal.Length % rows != 0
            || (startImaginary.Length > 0 && startImaginary.Length != startReal.Length))
        {
            throw new ArgumentException($"States of {qubits} qubits have {rows} rows of equal length.", nameof(startReal));
        }

        Qubits = qubits;
        Columns = startReal.Length / rows;
        if (features.Length % Columns != 0)
        {
            throw new ArgumentException($"There are {Columns} columns; {features.Length} features do not fit.", nameof(features));
        }

        // Blocks as even as multiples of the vector's length allow.
        var most = Math.Max(LeastWidth, BlockBytes / (16 * rows) / LeastWidth * LeastWidth);
        Blocks = (Columns + most - 1) / most;
        Width = ((Columns + Blocks - 1) / Blocks + LeastWidth - 1) / LeastWidth * LeastWidth;
        Features = features.Length / Columns;
        this.startReal = Laid(startReal, rows);
        this.startImaginary = startImaginary.Length == 0 ? null : Laid(startImaginary, rows);
        this.features = Laid(features, Features);
        var size = Blocks * rows * Width;
        real = new double[size];
        imaginary = new double[size];
        lambdaReal = new double[size];
        lambdaImaginary = new double[size];
        weightedReal = new double[rows * Width];
        weightedImaginary = new double[rows * Width];
        source = new int[rows];
        imageX = new uint[qubits];
        imageZ = new uint[qubits];
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Number of states.</summary>
    public int Columns { get; }

    /// <summary>Features a column.</summary>
    public int Features { get; }

    /// <summary>Blocks of columns.</summary>
    public int Blocks { get; }

    /// <summary>Columns of a block; the last ones of the last block may be padding.</summary>
    public int Width { get; }

    /// <summary>Free parameters of the circuit in use.</summary>
    public int ParameterCount { get; private set; }

    /// <summary>Whether imaginary parts occur.</summary>
    public bool IsComplex => complex;

    /// <summary>The circuit's rotations, one for each of its RX, RY and RZ, in the order of application.</summary>
    public ReadOnlySpan<PauliRotation> Rotations => rotations.AsSpan(0, count);

    /// <summary>Whether a run of rotations is multiplied out before it meets the columns: on all of them a matrix costs as much as half as
    /// many rotations as it has rows.</summary>
    /// <param name="qubits">Number of qubits.</param>
    /// <param name="rotations">Plain rotations in a row.</param>
    /// <param name="columns">Number of states.</param>
    public static bool BecomesMatrix(int qubits, int rotations, int columns) =>
        1 << qubits is >= 4 and <= MostDenseRows && rotations > 1 << qubits >> 1 && columns > 2 << qubits;

    /// <summary>Chooses the circuit.</summary>
    /// <param name="circuit">A circuit on as many qubits.</param>
    /// <param name="uploads">For every parameter the feature that it is the weight of, or -1; empty for no features at all.</param>
    /// <exception cref="ArgumentException">Another number of qubits or parameters, or a feature that does not exist.</exception>
    public void Use(Circuit circuit, ReadOnlySpan<int> uploads = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        if (circuit.Qubits != Qubits)
        {
            throw new ArgumentException($"The circuit has {circuit.Qubits} qubits, the states have {Qubits}.", nameof(circuit));
        }

        if (uploads.Length > 0 && uploads.Length != circuit.ParameterCount)
        {
            throw new ArgumentException($"{uploads.Length} features do not fit {circuit.ParameterCount} parameters.", nameof(uploads));
        }

        foreach (var feature in uploads)
        {
            if (feature >= Features)
            {
                throw new ArgumentException($"There are {Features} features; feature {feature} is none of them.", nameof(uploads));
            }
        }

        var plain = circuit.Operations.All(static o => o.Kind is GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.CX or GateKind.X);
        var operations = (plain ? circuit : Transpiler.Transpile(circuit, GateBasis.RxRyRzCx)).Operations;
        ParameterCount = circuit.ParameterCount;
        complex = startImaginary is not null;
        count = operations.Count(static o => o.Angles.Length > 0);
        Reserve(operations, uploads);

        // The images of X and Z of every qubit, and which bits are flipped, by the gates behind a place.
        uint flips = 0;
        for (var q = 0; q < Qubits; q++)
        {
            imageX[q] = imageZ[q] = 1u << (Qubits - 1 - q);
        }

        var (next, slots) = (count, 0);
        for (var i = operations.Length - 1; i >= 0; i--)
        {
            var operation = operations[i];
            var q = operation.Qubits[0];
            if (operation.Kind == GateKind.CX)
            {
                var target = operation.Qubits[1];
                imageX[q] ^= imageX[target];
                imageZ[target] ^= imageZ[q];
                continue;
            }

            if (operation.Kind == GateKind.X)
            {
                flips ^= imageX[q];
                continue;
            }

            var (x, z) = (operation.Kind == GateKind.RZ ? 0 : imageX[q], operation.Kind == GateKind.RX ? 0 : imageZ[q]);
            complex |= operation.Kind != GateKind.RY;

            // Y = i X Z becomes i X^x Z^z, and the string has i^{|x and z|} there; flips behind the rotation change the sign of Z.
            var negative = (operation.Kind == GateKind.RY && (BitOperations.PopCount(x & z) & 3) == 3) != Odd(z & flips);
            var angle = operation.Angles[0];
            var feature = angle.IsFree && uploads.Length > 0 ? uploads[angle.Parameter] : -1;
            rotations[--next] = new PauliRotation(x, z, negative, angle, feature);
            dataSlot[next] = feature >= 0 ? slots++ : -1;
        }

        Divide();
        for (uint r = 0; r < rows; r++)
        {
            var to = flips;
            for (var q = 0; q < Qubits; q++)
            {
                to ^= ((r >> (Qubits - 1 - q)) & 1) == 1 ? imageX[q] : 0;
            }

            source[to] = (int)r;
        }
    }

    /// <summary>Fixes the angles for the calls that follow.</summary>
    /// <param name="parameters">Values of the free parameters, radians, or weights of features.</param>
    public void Bind(ReadOnlySpan<double> parameters)
    {
        for (var k = 0; k < count; k++)
        {
            var angle = rotations[k].Angle;
            var (sin, cos) = rotations[k].Feature >= 0
                ? (parameters[angle.Parameter] * angle.Scale / 2, angle.Offset / 2)
                : Math.SinCos(angle.Value(parameters) / 2);
            (sines[k], cosines[k]) = (sin, cos);
        }

        foreach (var (from, to, matrix) in segments)
        {
            if (matrix >= 0)
            {
                Multiply(from, to, dense[matrix]);
            }
        }
    }

    /// <summary>Sine and cosine of half the angle of a rotation without a feature.</summary>
    /// <param name="k">The rotation.</param>
    public (double Sin, double Cos) Turn(int k) => (sines[k], cosines[k]);

    /// <summary>Runs the circuit on a block.</summary>
    /// <param name="block">0 to <see cref="Blocks"/> - 1.</param>
    public void Forward(int block)
    {
        var from = block * rows * Width;
        for (var r = 0; r < rows; r++)
        {
            startReal.AsSpan(from + (source[r] * Width), Width).CopyTo(real.AsSpan(from + (r * Width)));
            if (complex && startImaginary is not null)
            {
                startImaginary.AsSpan(from + (source[r] * Width), Width).CopyTo(imaginary.AsSpan(from + (r * Width)));
            }
        }

        if (complex && startImaginary is null)
        {
            imaginary.AsSpan(from, rows * Width).Clear();
        }

        foreach (var (first, behind, matrix) in segments)
        {
            RunPart(block, first, behind, matrix);
        }
    }

    /// <summary>The amplitudes of a basis state, one per column of a block; valid after <see cref="Forward(int)"/>.</summary>
    /// <param name="block">The block.</param>
    /// <param name="row">The basis index, qubit 0 the most significant bit.</param>
    /// <param name="imaginaryPart">Receives the imaginary parts; empty where all are 0.</param>
    /// <returns>The real parts, <see cref="Width"/> of them.</returns>
    public ReadOnlySpan<double> Row(int block, int row, out ReadOnlySpan<double> imaginaryPart)
    {
        var at = ((block * rows) + row) * Width;
        imaginaryPart = complex ? imaginary.AsSpan(at, Width) : default;
        return real.AsSpan(at, Width);
    }

    /// <summary>The derivative of a loss with respect to the conjugate amplitudes of a basis state, to be filled in before
    /// <see cref="Backward(int, Span{double})"/>; 0 in padding.</summary>
    /// <param name="block">The block.</param>
    /// <param name="row">The basis index.</param>
    /// <param name="imaginaryPart">The imaginary parts to fill.</param>
    /// <returns>The real parts to fill.</returns>
    public Span<double> Cotangent(int block, int row, out Span<double> imaginaryPart)
    {
        var at = ((block * rows) + row) * Width;
        imaginaryPart = lambdaImaginary.AsSpan(at, Width);
        return lambdaReal.AsSpan(at, Width);
    }

    /// <summary>A feature in every column of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="feature">The feature.</param>
    public ReadOnlySpan<double> Feature(int block, int feature) => features.AsSpan(((block * Features) + feature) * Width, Width);

    /// <summary>Adjoint differentiation: undoes the circuit on a block and adds to the gradient. The loss changes by 2 Re of the
    /// cotangents' inner product with the change of the states. The gradient is whole when all blocks have been here, and
    /// <see cref="End"/> after them.</summary>
    /// <param name="block">The block.</param>
    /// <param name="gradient">Receives what this block adds.</param>
    public void Backward(int block, Span<double> gradient)
    {
        for (var i = segments.Count - 1; i >= 0; i--)
        {
            var (from, to, matrix) = segments[i];
            if (matrix >= 0)
            {
                Meet(block, dense[matrix], goesOn: i > 0);
                continue;
            }

            for (var k = to - 1; k >= from; k--)
            {
                Add(gradient, k, Undo(k, block));
            }
        }
    }

    /// <summary>Adds to the gradient what the blocks have in common.</summary>
    /// <param name="gradient">What <see cref="Backward(int, Span{double})"/> added to.</param>
    public void End(Span<double> gradient)
    {
        foreach (var (from, to, matrix) in segments)
        {
            if (matrix < 0)
            {
                continue;
            }

            var segment = dense[matrix];
            fixed (double* a = segment.Real, b = segment.Imaginary, g = segment.CotangentReal, h = segment.CotangentImaginary)
            {
                for (var k = to - 1; k >= from; k--)
                {
                    Add(gradient, k, Undo(k, a, b, g, h, segment.Width, null, null, null));
                }
            }
        }
    }

    /// <summary>Undoes one rotation on states and cotangents of a block.</summary>
    /// <param name="k">The rotation, the last one that is not undone.</param>
    /// <param name="block">The block.</param>
    /// <returns>Derivative of the loss by its angle or weight, this block's part.</returns>
    public double Undo(int k, int block)
    {
        var at = block * rows * Width;
        fixed (double* re = &real[at], im = &imaginary[at], lr = &lambdaReal[at], li = &lambdaImaginary[at])
        fixed (double* cs = columnCosines, ss = columnSines, fs = features)
        {
            var slot = Slot(k, block);
            var values = fs + (((block * Features) + Math.Max(0, rotations[k].Feature)) * Width);
            return Undo(k, re, im, lr, li, Width, cs + slot, ss + slot, values);
        }
    }

    private static bool Odd(uint bits) => (BitOperations.PopCount(bits) & 1) == 1;

    private void Add(Span<double> gradient, int k, double slope)
    {
        var angle = rotations[k].Angle;
        if (angle.IsFree)
        {
            gradient[angle.Parameter] += angle.Scale * slope;
        }
    }

    // Where a rotation by features keeps its cosines and sines for a block.
    private int Slot(int k, int block) => ((Math.Max(0, dataSlot[k]) * Blocks) + block) * Width;

    // Row-major [lines, columns] as [block][line][column of the block].
    private double[] Laid(ReadOnlySpan<double> values, int lines)
    {
        var result = new double[Blocks * lines * Width];
        for (var line = 0; line < lines; line++)
        {
            for (var c = 0; c < Columns; c++)
            {
                result[((((c / Width) * lines) + line) * Width) + (c % Width)] = values[(line * Columns) + c];
            }
        }

        return result;
    }

    private void Reserve(IReadOnlyList<GateOperation> operations, ReadOnlySpan<int> uploads)
    {
        if (rotations.Length < count)
        {
            rotations = new PauliRotation[2 * count];
            cosines = new double[2 * count];
            sines = new double[2 * count];
            dataSlot = new int[2 * count];
        }

        var data = 0;
        for (var i = 0; i < operations.Count && uploads.Length > 0; i++)
        {
            var angles = operations[i].Angles;
            data += angles.Length > 0 && angles[0].IsFree && uploads[angles[0].Parameter] >= 0 ? 1 : 0;
        }

        if (columnCosines.Length < data * Blocks * Width)
        {
            columnCosines = new double[2 * data * Blocks * Width];
            columnSines = new double[2 * data * Blocks * Width];
        }
    }
}
