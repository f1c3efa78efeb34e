using System.Numerics.Tensors;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Gradients;

/// <summary>Runs of plain rotations as one matrix, and what it does to a block's states.</summary>
internal sealed unsafe partial class DataProgram
{
    // Runs of plain rotations, split off where features turn.
    private void Divide()
    {
        segments.Clear();
        var matrices = 0;
        for (var from = 0; from < count;)
        {
            var to = from + 1;
            var plain = rotations[from].Feature < 0;
            while (to < count && rotations[to].Feature < 0 == plain)
            {
                to++;
            }

            segments.Add((from, to, plain && BecomesMatrix(Qubits, to - from, Columns) ? matrices++ : -1));
            from = to;
        }

        while (dense.Count < matrices)
        {
            dense.Add(new DenseSegment(rows, Math.Max(rows, LeastWidth), Blocks * rows * Width));
        }
    }

    // The matrix of a run of plain rotations: what becomes of every basis state.
    private void Multiply(int from, int to, DenseSegment segment)
    {
        segment.Begin();
        fixed (double* re = segment.Real, im = segment.Imaginary)
        {
            for (var k = from; k < to; k++)
            {
                Apply(k, re, im, segment.Width, null, null);
            }
        }
    }

    private void RunPart(int block, int from, int to, int matrix)
    {
        var at = block * rows * Width;
        fixed (double* re = &real[at], im = &imaginary[at])
        {
            if (matrix < 0)
            {
                for (var k = from; k < to; k++)
                {
                    Spread(k, block);
                    fixed (double* cs = columnCosines, ss = columnSines)
                    {
                        Apply(k, re, im, Width, cs + Slot(k, block), ss + Slot(k, block));
                    }
                }

                return;
            }

            var segment = dense[matrix];
            real.AsSpan(at, rows * Width).CopyTo(segment.BeforeReal.AsSpan(at));
            if (complex)
            {
                imaginary.AsSpan(at, rows * Width).CopyTo(segment.BeforeImaginary.AsSpan(at));
            }

            real.AsSpan(at, rows * Width).Clear();
            imaginary.AsSpan(at, rows * Width).Clear();
            fixed (double* x = &segment.BeforeReal[at], y = &segment.BeforeImaginary[at], a = segment.Real, b = segment.Imaginary)
            {
                Add(a, segment.Width, false, x, re, 1);
                if (complex)
                {
                    Add(b, segment.Width, false, y, re, -1);
                    Add(b, segment.Width, false, x, im, 1);
                    Add(a, segment.Width, false, y, im, 1);
                }
            }
        }
    }

    // The columns in front of a matrix meet the cotangents behind it in a matrix, which is undone when all blocks have been there.
    private void Meet(int block, DenseSegment segment, bool goesOn)
    {
        var at = block * rows * Width;
        fixed (double* re = &real[at], im = &imaginary[at], lr = &lambdaReal[at], li = &lambdaImaginary[at])
        fixed (double* x = &segment.BeforeReal[at], y = &segment.BeforeImaginary[at])
        fixed (double* a = segment.Real, b = segment.Imaginary, g = segment.CotangentReal, h = segment.CotangentImaginary)
        {
            AddProducts(g, segment.Width, lr, x, 1);
            if (complex)
            {
                AddProducts(g, segment.Width, li, y, 1);
                AddProducts(h, segment.Width, li, x, 1);
                AddProducts(h, segment.Width, lr, y, -1);
            }

            if (!goesOn)
            {
                return;
            }

            // The columns are those kept; the cotangents are multiplied with the matrix's adjoint.
            segment.BeforeReal.AsSpan(at, rows * Width).CopyTo(real.AsSpan(at));
            segment.BeforeImaginary.AsSpan(at, rows * Width).CopyTo(imaginary.AsSpan(at));
            lambdaReal.AsSpan(at, rows * Width).CopyTo(segment.BeforeReal.AsSpan(at));
            lambdaImaginary.AsSpan(at, rows * Width).CopyTo(segment.BeforeImaginary.AsSpan(at));
            lambdaReal.AsSpan(at, rows * Width).Clear();
            lambdaImaginary.AsSpan(at, rows * Width).Clear();
            Add(a, segment.Width, true, x, lr, 1);
            if (complex)
            {
                Add(b, segment.Width, true, y, lr, 1);
                Add(a, segment.Width, true, y, li, 1);
                Add(b, segment.Width, true, x, li, -1);
            }
        }
    }

    private void Add(double* m, int stride, bool transposed, double* x, double* y, double factor)
    {
        switch (Lanes.Bits)
        {
            case 512:
                DenseKernels<Lanes512<double>>.Add(m, stride, transposed, x, y, rows, Width, factor);
                break;
            case 256:
                DenseKernels<Lanes256<double>>.Add(m, stride, transposed, x, y, rows, Width, factor);
                break;
            default:
                DenseKernels<Lanes128<double>>.Add(m, stride, transposed, x, y, rows, Width, factor);
                break;
        }
    }

    /// <summary>Adds to a matrix [rows, rows] sums over columns of conj(cotangent) times amplitude, weighted by a feature.</summary>
    /// <param name="block">The block.</param>
    /// <param name="feature">The feature, or -1 for weights of 1.</param>
    /// <param name="re">Real parts.</param>
    /// <param name="im">Imaginary parts; untouched where none occur.</param>
    public void AddCrossed(int block, int feature, double[] re, double[] im)
    {
        var at = block * rows * Width;
        var (lr, li) = (lambdaReal, lambdaImaginary);
        var from = at;
        if (feature >= 0)
        {
            (lr, li, from) = (weightedReal, weightedImaginary, 0);
            var values = Feature(block, feature);
            for (var r = 0; r < rows; r++)
            {
                TensorPrimitives.Multiply(lambdaReal.AsSpan(at + (r * Width), Width), values, lr.AsSpan(r * Width, Width));
                if (complex)
                {
                    TensorPrimitives.Multiply(lambdaImaginary.AsSpan(at + (r * Width), Width), values, li.AsSpan(r * Width, Width));
                }
            }
        }

        fixed (double* p = &real[at], q = &imaginary[at], a = &lr[from], b = &li[from], m = re, n = im)
        {
            AddProducts(m, rows, a, p, 1);
            if (complex)
            {
                AddProducts(m, rows, b, q, 1);
                AddProducts(n, rows, a, q, 1);
                AddProducts(n, rows, b, p, -1);
            }
        }
    }

    private void AddProducts(double* m, int stride, double* y, double* x, double factor)
    {
        switch (Lanes.Bits)
        {
            case 512:
                DenseKernels<Lanes512<double>>.AddProducts(m, stride, y, x, rows, Width, factor);
                break;
            case 256:
                DenseKernels<Lanes256<double>>.AddProducts(m, stride, y, x, rows, Width, factor);
                break;
            default:
                DenseKernels<Lanes128<double>>.AddProducts(m, stride, y, x, rows, Width, factor);
                break;
        }
    }
}
