using System.Runtime.Intrinsics;

namespace Quiver.Circuits.Noise;

/// <summary>
/// Multiplies transfer matrices onto Pauli vectors, four numbers at a time. A digit with stride of at least 4 is worked on in runs;
/// for the last qubit the four numbers of its digit are the vector, and the matrix's columns are multiplied with single numbers.
/// </summary>
internal static unsafe class TransferKernel
{
    private const double Negligible = 1e-16;

    /// <summary>Multiplies a 4 x 4 matrix onto one digit.</summary>
    public static void One(double* r, int qubits, int qubit, ReadOnlySpan<double> m)
    {
        var total = 1L << (2 * qubits);
        var stride = 1L << (2 * (qubits - 1 - qubit));
        fixed (double* p = m)
        {
            if (stride == 1)
            {
                Vector256<double> c0 = Column(p, 4, 0), c1 = Column(p, 4, 1), c2 = Column(p, 4, 2), c3 = Column(p, 4, 3);
                for (var i = 0L; i < total; i += 4)
                {
                    var y = Vector256.Create(r[i]) * c0;
                    y = Vector256.MultiplyAddEstimate(Vector256.Create(r[i + 1]), c1, y);
                    y = Vector256.MultiplyAddEstimate(Vector256.Create(r[i + 2]), c2, y);
                    Vector256.MultiplyAddEstimate(Vector256.Create(r[i + 3]), c3, y).Store(r + i);
                }

                return;
            }

            // Trace preservation leaves the first of four runs as it is.
            for (var block = 0L; block < total; block += 4 * stride)
            {
                double* a = r + block, b = a + stride, c = b + stride, d = c + stride;
                for (var i = 0L; i < stride; i += 4)
                {
                    Vector256<double> x0 = Vector256.Load(a + i), x1 = Vector256.Load(b + i), x2 = Vector256.Load(c + i),
                        x3 = Vector256.Load(d + i);
                    Row(p + 4, x0, x1, x2, x3).Store(b + i);
                    Row(p + 8, x0, x1, x2, x3).Store(c + i);
                    Row(p + 12, x0, x1, x2, x3).Store(d + i);
                }
            }
        }
    }

    /// <summary>Multiplies a 16 x 16 matrix onto two digits, skipping its zeros.</summary>
    public static void Two(double* r, int qubits, int first, int second, ReadOnlySpan<double> m)
    {
        if (first == qubits - 1)
        {
            Span<double> swapped = stackalloc double[256];
            for (var i = 0; i < 16; i++)
            {
                for (var j = 0; j < 16; j++)
                {
                    swapped[(Swap(i) * 16) + Swap(j)] = m[(i * 16) + j];
                }
            }

            Two(r, qubits, second, first, swapped);
            return;
        }

        fixed (double* p = m)
        {
            if (second == qubits - 1)
            {
                WithLast(r, qubits, first, p);
            }
            else
            {
                Inner(r, qubits, first, second, p);
            }
        }
    }

    private static int Swap(int pair) => ((pair & 3) << 2) | (pair >> 2);

    private static Vector256<double> Column(double* matrix, int width, int column) =>
        Vector256.Create(matrix[column], matrix[width + column], matrix[(2 * width) + column], matrix[(3 * width) + column]);

    private static Vector256<double> Row(double* m, Vector256<double> x0, Vector256<double> x1, Vector256<double> x2, Vector256<double> x3)
    {
        var y = x0 * Vector256.Create(m[0]);
        y = Vector256.MultiplyAddEstimate(x1, Vector256.Create(m[1]), y);
        y = Vector256.MultiplyAddEstimate(x2, Vector256.Create(m[2]), y);
        return Vector256.MultiplyAddEstimate(x3, Vector256.Create(m[3]), y);
    }

    private static void WithLast(double* r, int qubits, int first, double* m)
    {
        // For each digit a' of the first qubit: the pairs (a, b) whose column of four is not zero, and that column.
        var sources = stackalloc int[64];
        var columns = stackalloc double[256];
        var ends = stackalloc int[4];
        var count = 0;
        for (var to = 0; to < 4; to++)
        {
            for (var from = 0; from < 16; from++)
            {
                var column = Column(m + (64 * to), 16, from);
                if (Vector256.LessThanOrEqualAll(Vector256.Abs(column), Vector256.Create(Negligible)))
                {
                    continue;
                }

                column.Store(columns + (4 * count));
                sources[count++] = from;
            }

            ends[to] = count;
        }

        var total = 1L << (2 * qubits);
        var stride = 1L << (2 * (qubits - 1 - first));
        var input = stackalloc double[16];
        for (var block = 0L; block < total; block += 4 * stride)
        {
            for (var i = block; i < block + stride; i += 4)
            {
                for (var a = 0; a < 4; a++)
                {
                    Vector256.Load(r + i + (a * stride)).Store(input + (4 * a));
                }

                var k = 0;
                for (var to = 0; to < 4; to++)
                {
                    var y = Vector256<double>.Zero;
                    for (; k < ends[to]; k++)
                    {
                        y = Vector256.MultiplyAddEstimate(Vector256.Create(input[sources[k]]), Vector256.Load(columns + (4 * k)), y);
                    }

                    y.Store(r + i + (to * stride));
                }
            }
        }
    }

    private static void Inner(double* r, int qubits, int first, int second, double* m)
    {
        var sources = stackalloc int[256];
        var values = stackalloc double[256];
        var ends = stackalloc int[16];
        var count = 0;
        for (var to = 0; to < 16; to++)
        {
            for (var from = 0; from < 16; from++)
            {
                if (Math.Abs(m[(16 * to) + from]) > Negligible)
                {
                    values[count] = m[(16 * to) + from];
                    sources[count++] = 4 * from;
                }
            }

            ends[to] = count;
        }

        var total = 1L << (2 * qubits);
        var strideFirst = 1L << (2 * (qubits - 1 - first));
        var strideSecond = 1L << (2 * (qubits - 1 - second));
        var (high, low) = (Math.Max(strideFirst, strideSecond), Math.Min(strideFirst, strideSecond));
        var offsets = stackalloc long[16];
        for (var k = 0; k < 16; k++)
        {
            offsets[k] = ((k >> 2) * strideFirst) + ((k & 3) * strideSecond);
        }

        var input = stackalloc double[64];
        for (var outer = 0L; outer < total; outer += 4 * high)
        {
            for (var middle = outer; middle < outer + high; middle += 4 * low)
            {
                for (var i = middle; i < middle + low; i += 4)
                {
                    for (var k = 0; k < 16; k++)
                    {
                        Vector256.Load(r + i + offsets[k]).Store(input + (4 * k));
                    }

                    var entry = ends[0];
                    for (var to = 1; to < 16; to++)
                    {
                        var y = Vector256<double>.Zero;
                        for (; entry < ends[to]; entry++)
                        {
                            y = Vector256.MultiplyAddEstimate(Vector256.Load(input + sources[entry]), Vector256.Create(values[entry]), y);
                        }

                        y.Store(r + i + offsets[to]);
                    }
                }
            }
        }
    }
}
