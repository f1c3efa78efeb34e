using CsCheck;
using Quiver.Core.Numbers;

namespace Quiver.Core.Tests.Numbers;

public sealed class FiniteNumbersTests
{
    private static readonly Gen<float> AnyFloat = Gen.OneOf(Gen.Float[-1e30f, 1e30f], Gen.OneOf(Gen.Const(0f), Gen.Const(float.MaxValue), Gen.Const(float.Epsilon), Gen.Const(float.NaN), Gen.Const(float.PositiveInfinity), Gen.Const(float.NegativeInfinity)));

    [Fact]
    public void FirstOther_AgreesWithALoop() => Gen.OneOf(Gen.Float[-1e38f, 1e38f].Array[0, 80], AnyFloat.Array[0, 80]).Sample(values =>
    {
        Assert.Equal(Array.FindIndex(values, v => !float.IsFinite(v)), FiniteNumbers.FirstOther(values));
        Assert.Equal(Array.FindIndex(values, float.IsNaN), FiniteNumbers.FirstNaN(values));
        var wide = Array.ConvertAll(values, v => (double)v);
        Assert.Equal(Array.FindIndex(wide, v => !double.IsFinite(v)), FiniteNumbers.FirstOther(wide));
    });

    [Fact]
    public void FirstOther_OneAmongMany_IsFoundAtEveryPlace()
    {
        for (var place = 0; place < 70; place++)
        {
            var values = Enumerable.Repeat(float.MaxValue, 70).ToArray();
            Assert.Equal(-1, FiniteNumbers.FirstOther(values));
            values[place] = place % 2 == 0 ? float.NaN : float.NegativeInfinity;
            Assert.Equal(place, FiniteNumbers.FirstOther(values));
        }
    }
}
