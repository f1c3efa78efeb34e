using System.Numerics;
using CsCheck;
using Quiver.Core.Numbers;

namespace Quiver.Core.Tests.Numbers;

public sealed class WalshHadamardTests
{
    [Fact]
    public void Transform_IsTheSumOverSigns() => Gen.Int[0, 7].SelectMany(n => Gen.Double[-1, 1].Array[1 << n]).Sample(values =>
    {
        var result = values.ToArray();
        WalshHadamard.Transform(result.AsSpan());
        for (var b = 0; b < values.Length; b++)
        {
            var expected = values.Select((v, z) => int.IsEvenInteger(BitOperations.PopCount((uint)(z & b))) ? v : -v).Sum();
            Assert.Equal(expected, result[b], 1e-12);
        }
    });

    [Fact]
    public void Phases_AreExactPowers() => Gen.Select(Gen.Int[-50, 50], Gen.Double[-9, 9], Gen.Double[-9, 9]).Sample((k, re, im) =>
    {
        var power = Complex.One;
        for (var step = 0; step < Math.Abs(k); step++)
        {
            power *= k > 0 ? Complex.ImaginaryOne : -Complex.ImaginaryOne;
        }

        Assert.Equal(power, Phases.Power(k));
        Assert.Equal(power * new Complex(re, im), Phases.Turn(new(re, im), k));
    });
}
