using CsCheck;
using Quiver.Core.Randomness;

namespace Quiver.Core.Tests.Randomness;

public sealed class CountedRandomTests
{
    [Fact]
    public void Numbers_AreThoseOfRandom_AndGoOnAfterASkip() =>
        Gen.Select(Gen.Int, Gen.Int[0, 3].List[0, 50]).Sample((seed, kinds) =>
        {
            var (plain, counted) = (new Random(seed), new CountedRandom(seed));
            foreach (var kind in kinds)
            {
                Assert.Equal(Draw(plain, kind), Draw(counted, kind));
            }

            var other = new CountedRandom(seed);
            other.SkipTo(counted.Drawn);
            Assert.Equal(plain.NextDouble(), other.NextDouble());
            Assert.Equal(kinds.Count + 1, other.Drawn);
        });

    [Fact]
    public void SkipTo_BackOrUncountedNumbers_AreRefused()
    {
        var random = new CountedRandom(1);
        random.Next();
        Assert.Throws<FormatException>(() => random.SkipTo(0));
        Assert.Throws<NotSupportedException>(() => random.NextInt64());
        Assert.Throws<NotSupportedException>(() => random.NextBytes(new byte[3]));
    }

    private static double Draw(Random random, int kind) => kind switch
    {
        0 => random.Next(),
        1 => random.Next(17),
        2 => random.Next(-5, 1000),
        _ => random.NextDouble(),
    };
}
