using CsCheck;
using Quiver.Hamiltonians.Search;

namespace Quiver.Hamiltonians.Tests.Search;

public sealed class ScanPlanTests
{
    [Fact]
    public void Of_AnyNumber_SearchesEveryGeometryOnceAfterItsNeighboursInTheWholeTime() =>
        Gen.Int[1, 60].Sample(count =>
        {
            var steps = ScanPlan.Of(count);
            Assert.Equal(Enumerable.Range(0, count), steps.Select(s => s.Geometry).Order());
            Assert.Equal(1, steps.Sum(s => s.Share), 1e-12);
            Assert.All(steps, static s => Assert.True(s.Share > 0));
            for (var k = 0; k < steps.Count; k++)
            {
                var before = steps.Take(k).Select(s => s.Geometry).ToArray();
                var i = steps[k].Geometry;

                // The nearest on each side, and none only where a geometry is searched whole.
                var nearest = new[] { before.Where(j => j < i).DefaultIfEmpty(-1).Max(), before.Where(j => j > i).DefaultIfEmpty(-1).Min() }
                    .Where(static j => j >= 0).ToArray();
                Assert.True(steps[k].Neighbors.SequenceEqual(nearest) || steps[k].Neighbors.Count == 0);
                Assert.Equal(k >= (count + 4) / 5, steps[k].Neighbors.Count > 0);
            }
        });

    [Fact]
    public void Of_TwentyGeometries_SearchesFourWholeInTwoFifthsOfTheTime()
    {
        var whole = ScanPlan.Of(20).Where(static s => s.Neighbors.Count == 0).ToArray();
        Assert.Equal([2, 7, 12, 17], whole.Select(static s => s.Geometry));
        Assert.Equal(0.4, whole.Sum(static s => s.Share), 1e-12);
    }
}
