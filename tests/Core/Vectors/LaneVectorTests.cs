using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using Quiver.Core.Vectors;

namespace Quiver.Core.Tests.Vectors;

[Trait("Kernel", "lanes")]
public sealed unsafe class LaneVectorTests
{
    [Fact]
    public void Lanes128_DoWhatALoopDoes() => Check<Lanes128<double>, Lanes128<float>>();

    [Fact]
    public void Lanes256_DoWhatALoopDoes() => Check<Lanes256<double>, Lanes256<float>>();

    [Fact]
    public void Lanes512_DoWhatALoopDoes() => Check<Lanes512<double>, Lanes512<float>>();

    [Fact]
    public void DotProduct_IsTheSum() => Gen.Double[-1, 1].Array[0, 100].Sample(x =>
    {
        var y = x.Select((v, i) => v + i).ToArray();
        Assert.Equal(x.Zip(y, (a, b) => a * b).Sum(), DotProduct.Of(x, y), 1e-11);
    });

    [Fact]
    public void Bits_AreWhatTheLegOfTheTestRunAllows()
    {
        // .ci/run names the width beside the runtime's own switch, so that a switch that does nothing fails here.
        var leg = Environment.GetEnvironmentVariable("QUIVER_LANES");
        Assert.SkipUnless(leg is not null, "no leg: the machine's own width");
        var allowed = int.Parse(leg, CultureInfo.InvariantCulture);
        Assert.InRange(Lanes.Bits, 128, allowed);
        Assert.False(allowed < 512 && (Avx512F.IsSupported || Vector512.IsHardwareAccelerated));
        Assert.False(allowed < 256 && (Avx2.IsSupported || Vector256.IsHardwareAccelerated));
    }

    private static void Check<TV, TFloat>()
        where TV : unmanaged, ILaneVector<TV, double>
        where TFloat : unmanaged, ILaneVector<TFloat, float>
    {
        One<TV, double>();
        One<TFloat, float>();
        for (var mask = 0; mask < TV.Count; mask++)
        {
            var lanes = Numbers<double>(TV.Count, 1);
            Assert.Equal(lanes.Select((_, j) => lanes[j ^ mask]), Run<TV, double>(v => TV.Permute(v[0], LaneTables<TV>.Flip((uint)(mask + (8 * TV.Count)))), lanes));
            Assert.Equal(lanes.Select((_, j) => int.IsEvenInteger(BitOperations.PopCount((uint)(mask & j))) ? 1.0 : -1.0), Run<TV, double>(_ => LaneTables<TV>.Signs((uint)mask), lanes));
        }
    }

    private static void One<TV, T>()
        where TV : unmanaged, ILaneVector<TV, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (a, b, c) = (Numbers<T>(TV.Count, 1), Numbers<T>(TV.Count, 2), Numbers<T>(TV.Count, 3));
        void Agree(Func<T, T, T, T> slow, Func<TV[], TV> fast) =>
            Assert.Equal(Enumerable.Range(0, TV.Count).Select(i => slow(a[i], b[i], c[i])), Run<TV, T>(fast, a, b, c));
        Agree((x, y, _) => x + y, v => v[0] + v[1]);
        Agree((x, y, _) => x - y, v => v[0] - v[1]);
        Agree((x, y, _) => x * y, v => TV.Multiply(v[0], v[1]));
        Agree((x, y, z) => (x * y) + z, v => TV.MultiplyAdd(v[0], v[1], v[2]));
        Agree((x, _, _) => -x, v => TV.Negate(v[0]));
        Agree((x, y, _) => T.Max(x, y), v => TV.Max(v[0], v[1]));
        Agree((x, _, _) => x, v => TV.Select(TV.Create(T.Zero), v[1], v[0]));
        Agree((_, _, _) => T.Zero, _ => TV.Zero);
        T[] turned = [.. Enumerable.Range(0, TV.Count).Select(i => TV.Index((i * 3) % TV.Count))];
        Assert.Equal(Enumerable.Range(0, TV.Count).Select(i => a[(i * 3) % TV.Count]), Run<TV, T>(v => TV.Permute(v[0], v[1]), a, turned));
        T[] sum = [.. Run<TV, T>(v => TV.Create(TV.Sum(v[0])), a)];
        Assert.Equal(a.Aggregate(T.Zero, (s, x) => s + x), sum[0]);
    }

    // Quarters: every sum and product is exact, in float too and with or without a fused addition.
    private static T[] Numbers<T>(int count, int seed)
        where T : IFloatingPointIeee754<T> => [.. Enumerable.Range(0, count).Select(i => T.CreateChecked((((i * 7) + (seed * 5)) % 13) - 6) / T.CreateChecked(4))];

    private static T[] Run<TV, T>(Func<TV[], TV> function, params T[][] arguments)
        where TV : unmanaged, ILaneVector<TV, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new T[TV.Count];
        TV[] loaded = [.. arguments.Select(static a =>
        {
            fixed (T* at = a)
            {
                return TV.Load(at);
            }
        })];
        fixed (T* at = result)
        {
            TV.Store(function(loaded), at);
        }

        return result;
    }
}
