using CsCheck;
using Quiver.Circuits.Design;

namespace Quiver.Circuits.Tests.Design;

public sealed class DesignArchiveTests
{
    [Fact]
    public void Front_OfAnyResults_HoldsExactlyWhatNothingBeats() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3]).Array[1, 40].Sample(points =>
        {
            var archive = new DesignArchive(0.5, 0);
            var results = points.Select((p, i) => new DesignResult([i], [.. new double[p.Item4]], p.Item1, p.Item2, p.Item3, -p.Item1)).ToArray();
            foreach (var r in results)
            {
                archive.Add(r);
            }

            static (double, int, int, int) Key(DesignResult r) => (r.Cost, r.Cx, r.Depth, r.Parameters);
            var expected = results.Where(r => !results.Any(o => Key(o) != Key(r) && o.Cost <= r.Cost && o.Cx <= r.Cx && o.Depth <= r.Depth && o.Parameters <= r.Parameters)).Select(Key).ToHashSet();
            return archive.Front.Select(Key).ToHashSet().SetEquals(expected)
                && archive.Front.Count == expected.Count
                && archive.Good == results.Count(r => r.Cost <= 0.5)
                && archive.Best!.LogReward == results.Max(r => r.LogReward);
        });
}
