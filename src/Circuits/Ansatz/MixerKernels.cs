using System.Runtime.Intrinsics;

namespace Quiver.Circuits.Ansatz;

/// <summary>
/// exp(-i beta X) on amplitudes in two arrays, real and imaginary, and with it on a second state that goes back through the same circuit;
/// and of both before it Im &lt;back| X |state&gt;, which the rotation leaves. Sums are in a fixed order.
/// </summary>
internal static class MixerKernels
{
    /// <summary>Doubles that a step takes at once.</summary>
    public const int Width = 4;

    /// <summary>Pairs at two places, <see cref="Width"/> or a multiple of it long.</summary>
    public static double Pairs(ref Amplitudes state, int a, int b, int length, double sin, double cos, bool withBack)
    {
        var (s, c, sum) = (Vector256.Create(sin), Vector256.Create(cos), Vector256<double>.Zero);
        for (var k = 0; k < length; k += Width)
        {
            var (p, q) = ((nuint)(a + k), (nuint)(b + k));
            var (ra, ia) = (Vector256.LoadUnsafe(ref state.Re, p), Vector256.LoadUnsafe(ref state.Im, p));
            var (rb, ib) = (Vector256.LoadUnsafe(ref state.Re, q), Vector256.LoadUnsafe(ref state.Im, q));
            ((c * ra) + (s * ib)).StoreUnsafe(ref state.Re, p);
            ((c * ia) - (s * rb)).StoreUnsafe(ref state.Im, p);
            ((c * rb) + (s * ia)).StoreUnsafe(ref state.Re, q);
            ((c * ib) - (s * ra)).StoreUnsafe(ref state.Im, q);
            if (withBack)
            {
                var (xa, ya) = (Vector256.LoadUnsafe(ref state.BackRe, p), Vector256.LoadUnsafe(ref state.BackIm, p));
                var (xb, yb) = (Vector256.LoadUnsafe(ref state.BackRe, q), Vector256.LoadUnsafe(ref state.BackIm, q));
                sum += (xa * ib) - (ya * rb) + (xb * ia) - (yb * ra);
                ((c * xa) + (s * yb)).StoreUnsafe(ref state.BackRe, p);
                ((c * ya) - (s * xb)).StoreUnsafe(ref state.BackIm, p);
                ((c * xb) + (s * ya)).StoreUnsafe(ref state.BackRe, q);
                ((c * yb) - (s * xa)).StoreUnsafe(ref state.BackIm, q);
            }
        }

        return Vector256.Sum(sum);
    }

    /// <summary>The two lowest index bits of a stretch.</summary>
    public static double Within(ref Amplitudes state, int first, int length, double sin, double cos, bool withBack)
    {
        var (s, c, sum) = (Vector256.Create(sin), Vector256.Create(cos), Vector256<double>.Zero);
        for (var k = 0; k < length; k += Width)
        {
            var p = (nuint)(first + k);
            var (r, i) = (Vector256.LoadUnsafe(ref state.Re, p), Vector256.LoadUnsafe(ref state.Im, p));
            if (withBack)
            {
                var (x, y) = (Vector256.LoadUnsafe(ref state.BackRe, p), Vector256.LoadUnsafe(ref state.BackIm, p));
                sum += (x * Neighbours(i)) - (y * Neighbours(r)) + (x * Halves(i)) - (y * Halves(r));
                (x, y) = ((c * x) + (s * Neighbours(y)), (c * y) - (s * Neighbours(x)));
                (x, y) = ((c * x) + (s * Halves(y)), (c * y) - (s * Halves(x)));
                x.StoreUnsafe(ref state.BackRe, p);
                y.StoreUnsafe(ref state.BackIm, p);
            }

            (r, i) = ((c * r) + (s * Neighbours(i)), (c * i) - (s * Neighbours(r)));
            (r, i) = ((c * r) + (s * Halves(i)), (c * i) - (s * Halves(r)));
            r.StoreUnsafe(ref state.Re, p);
            i.StoreUnsafe(ref state.Im, p);
        }

        return Vector256.Sum(sum);
    }

    /// <summary>Every index of a stretch with its complement, <paramref name="last"/> minus it, which lies behind the stretch.</summary>
    public static double Mirrored(ref Amplitudes state, int first, int length, int last, double sin, double cos, bool withBack)
    {
        var (s, c, sum) = (Vector256.Create(sin), Vector256.Create(cos), Vector256<double>.Zero);
        for (var k = first; k < first + length; k += Width)
        {
            var (p, q) = ((nuint)k, (nuint)(last - k - Width + 1));
            var (ra, ia) = (Vector256.LoadUnsafe(ref state.Re, p), Vector256.LoadUnsafe(ref state.Im, p));
            var (rb, ib) = (Turned(ref state.Re, q), Turned(ref state.Im, q));
            ((c * ra) + (s * ib)).StoreUnsafe(ref state.Re, p);
            ((c * ia) - (s * rb)).StoreUnsafe(ref state.Im, p);
            Turned((c * rb) + (s * ia)).StoreUnsafe(ref state.Re, q);
            Turned((c * ib) - (s * ra)).StoreUnsafe(ref state.Im, q);
            if (withBack)
            {
                var (xa, ya) = (Vector256.LoadUnsafe(ref state.BackRe, p), Vector256.LoadUnsafe(ref state.BackIm, p));
                var (xb, yb) = (Turned(ref state.BackRe, q), Turned(ref state.BackIm, q));
                sum += (xa * ib) - (ya * rb) + (xb * ia) - (yb * ra);
                ((c * xa) + (s * yb)).StoreUnsafe(ref state.BackRe, p);
                ((c * ya) - (s * xb)).StoreUnsafe(ref state.BackIm, p);
                Turned((c * xb) + (s * ya)).StoreUnsafe(ref state.BackRe, q);
                Turned((c * yb) - (s * xa)).StoreUnsafe(ref state.BackIm, q);
            }
        }

        return Vector256.Sum(sum);
    }

    private static Vector256<double> Turned(ref double values, nuint place) => Turned(Vector256.LoadUnsafe(ref values, place));

    private static Vector256<double> Turned(Vector256<double> v) => Vector256.Shuffle(v, Vector256.Create(3L, 2, 1, 0));

    private static Vector256<double> Neighbours(Vector256<double> v) => Vector256.Shuffle(v, Vector256.Create(1L, 0, 3, 2));

    private static Vector256<double> Halves(Vector256<double> v) => Vector256.Shuffle(v, Vector256.Create(2L, 3, 0, 1));

    /// <summary>A state and one that goes back, in four stretches of memory.</summary>
    /// <param name="re">Real parts.</param>
    /// <param name="im">Imaginary parts.</param>
    /// <param name="backRe">Real parts of the state that goes back.</param>
    /// <param name="backIm">Its imaginary parts.</param>
    public readonly ref struct Amplitudes(ref double re, ref double im, ref double backRe, ref double backIm)
    {
        /// <summary>The first real part.</summary>
        public readonly ref double Re = ref re;

        /// <summary>The first imaginary part.</summary>
        public readonly ref double Im = ref im;

        /// <summary>The first real part of the state that goes back.</summary>
        public readonly ref double BackRe = ref backRe;

        /// <summary>Its first imaginary part.</summary>
        public readonly ref double BackIm = ref backIm;
    }
}
