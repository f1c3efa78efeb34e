using CsCheck;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Ranking;

namespace Quiver.TemporalGraphs.Tests.Ranking;

public sealed class RepeatedQueriesTests
{
    [Fact]
    public void Features_OfRepeatedQueries_AreThoseWorkedOutAnew() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 8], Gen.Bool).Array[1, 60].Sample(steps =>
        {
            var data = new EventGenerator(5, 6, 200, 0.7, 3).Create().Split();
            var shape = RankerShape.Of(data);
            var (features, twin) = (new RankerFeatures(shape), new RankerFeatures(shape));
            var (query, anew) = (new RankerQuery(shape), new RankerQuery(shape));
            foreach (var (source, more, later) in steps)
            {
                // Most steps ask again in the state and at the time of the last one.
                var to = Math.Min(data.Count, features.Observed + (more == 0 ? 3 : 0));
                features.Observe(data.Events, features.Observed, to);
                twin.Observe(data.Events, twin.Observed, to);
                var time = data.Times[to == 0 ? 0 : to - 1] + (later && more < 3 ? 0.5 : 0);
                query.Fill(features, source, time);
                anew.WorkOut(twin, source, time);
                Assert.Equal(anew.Dense, query.Dense);
                Assert.Equal(anew.Query, query.Query);
                Assert.Equal(anew.Met, query.Met);
                Assert.Equal(anew.Pairs, query.Pairs);

                // What is done to a query afterwards is not kept.
                query.Dense.AsSpan(0, shape.DenseWidth * shape.Candidates.Count).Fill(float.NaN);
                query.Met.Add(0);
                query.Pairs.Clear();
            }
        }, iter: 300);
}
