using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Models;
using Quiver.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Tests.Training;

/// <summary>What competes in the loss of a training, seen by a model that writes down what it is asked.</summary>
[Collection(TorchCollection.Name)]
public sealed class CompetitorTests
{
    private const int Users = 7;
    private const int Items = 30;
    private static readonly LinkSplit Data = Split(Items);

    [Theory]
    [InlineData(NegativeKind.Destinations, 5)]
    [InlineData(NegativeKind.Nodes, 5)]
    [InlineData(NegativeKind.Historical, 5)]
    [InlineData(NegativeKind.RecentlyPopular, 5)]
    [InlineData(NegativeKind.Destinations, 1)]
    [InlineData(NegativeKind.Historical, 500)]
    [InlineData(NegativeKind.Nodes, 500)]
    public void Sampled_Competitors_AreOfTheirKind(NegativeKind kind, int samples)
    {
        var start = 0;
        foreach (var (asked, ids) in Pass(kind, samples, 3, 0, Data).Asked)
        {
            var own = Data.Destinations.Slice(start, asked.Length).ToArray();
            Assert.Equal(Data.Sources.Slice(start, asked.Length).ToArray(), asked);
            Assert.Equal(ids.Distinct(), ids);
            Assert.Empty(own.Except(ids));
            Assert.InRange(ids.Length, own.Distinct().Count(), own.Distinct().Count() + samples);
            var past = Data.Destinations[..start].ToArray();
            var drawn = ids.Except(own);
            Assert.All(drawn, id => Assert.True(kind switch
            {
                NegativeKind.Nodes => id >= 0 && id < Data.NodeCount,
                NegativeKind.Historical when start > 0 => past.Contains(id),
                _ => Data.Candidates.Contains(id),
            }, $"{id} competes with the events from {start}"));
            if (samples == 500)
            {
                // So many draws leave nothing out.
                IEnumerable<int> all = kind == NegativeKind.Nodes ? Enumerable.Range(0, Data.NodeCount) : start > 0 ? past : Enumerable.Range(Data.Candidates.First, Data.Candidates.Count);
                Assert.Equal(all.Union(own).Order(), ids.Order());
            }

            start += asked.Length;
        }

        Assert.Equal(Data.ValidationStart, start);
    }

    [Theory]
    [InlineData(2.0, 100)]
    [InlineData(30.0, 100)]
    [InlineData(5.0, 3)]
    public void RecentlyPopular_OfManyDraws_AreInProportionToTheDecayedInDegree(double span, int before)
    {
        // Items 0 to 3 are popular one after another; item 4 is never met.
        var destinations = Enumerable.Range(0, 100).Select(i => Users + (((i / 25) + (i % 3 == 0 ? 1 : 0)) % 4)).ToArray();
        var events = new EventStream(new int[100], destinations, [.. Enumerable.Range(0, 100).Select(i => (double)i)]);
        var sampler = new RecentDestinations(events, new NodeRange(Users, 5), span);
        const int draws = 100_000;
        var (random, found) = (new Random(17), new int[5]);
        for (var i = 0; i < draws; i++)
        {
            found[sampler.Draw(random, before) - Users]++;
        }

        var popularity = new double[5];
        for (var e = 0; e < before; e++)
        {
            popularity[destinations[e] - Users] += Math.Exp(-(before - 1 - e) / span);
        }

        for (var item = 0; item < 5; item++)
        {
            var share = (0.9 * popularity[item] / popularity.Sum()) + (0.1 / 5);
            Assert.Equal(share, found[item] / (double)draws, 5 * Math.Sqrt(share * (1 - share) / draws));
        }
    }

    [Fact]
    public void RecentlyPopular_BeforeTheFirstEvent_IsAnyCandidate()
    {
        var sampler = new RecentDestinations(Data.Events, Data.Candidates, 5);
        var random = new Random(1);
        Assert.Equal(Items, Enumerable.Range(0, 1000).Select(_ => sampler.Draw(random, 0)).Distinct().Count());
    }

    [Fact]
    public void All_Competitors_AreTheCandidatesInOrder() =>
        Assert.All(Pass(NegativeKind.AllDestinations, 1000, 3, 0, Data).Asked, a => Assert.Equal(Enumerable.Range(Users, Items), a.Ids));

    [Fact]
    public void All_OfVeryManyCandidates_AreASample()
    {
        var many = Split(3000);
        Assert.Equal(3000, many.Candidates.Count);
        Assert.All(Pass(NegativeKind.AllDestinations, 60, 3, 0, many).Asked, a => Assert.InRange(a.Ids.Length, a.Sources.Length, a.Sources.Length + 60));
        Assert.All(Pass(NegativeKind.AllDestinations, 3000, 3, 0, many).Asked, a => Assert.Equal(3000, a.Ids.Length));
    }

    [Theory]
    [InlineData(NegativeKind.Destinations)]
    [InlineData(NegativeKind.Nodes)]
    [InlineData(NegativeKind.Historical)]
    [InlineData(NegativeKind.RecentlyPopular)]
    public void Draws_AreFixedBySeedAndPass(NegativeKind kind)
    {
        static string Text(Recorder r) => string.Join('|', r.Asked.Select(a => string.Join(',', a.Ids)));
        var (first, again) = (Text(Pass(kind, 4, 3, 0, Data)), Text(Pass(kind, 4, 3, 0, Data)));
        Assert.Equal(first, again);
        Assert.NotEqual(first, Text(Pass(kind, 4, 3, 1, Data)));
        Assert.NotEqual(first, Text(Pass(kind, 4, 4, 0, Data)));

        // A resumed training draws in pass 2 what an uninterrupted one does.
        using var model = new Recorder(Data);
        using var learner = new LinkModelLearner(model, Data, Options(kind, 4, 3));
        learner.Pass(0, null, TestContext.Current.CancellationToken);
        model.Asked.Clear();
        learner.Pass(1, null, TestContext.Current.CancellationToken);
        Assert.Equal(Text(Pass(kind, 4, 3, 1, Data)), Text(model));
    }

    [Theory]
    [InlineData(NegativeKind.AllDestinations)]
    [InlineData(NegativeKind.Destinations)]
    [InlineData(NegativeKind.Nodes)]
    [InlineData(NegativeKind.Historical)]
    [InlineData(NegativeKind.RecentlyPopular)]
    public void Loss_OfAModelThatKnowsTheAnswer_IsNothing(NegativeKind kind)
    {
        // One destination for every source: the loss is small only where each target is the true one's column.
        Assert.InRange(Pass(kind, 6, 3, 0, Data).Loss, 0, 1e-6);
        using var wrong = new Recorder(Data) { Shift = 1 };
        using var learner = new LinkModelLearner(wrong, Data, Options(kind, 6, 3));
        Assert.True(learner.Pass(0, null, TestContext.Current.CancellationToken) > 5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Batches_AreAskedBeforeOrAfterTheyAreTaken(bool utg)
    {
        using var model = new Recorder(Data);
        using var learner = new LinkModelLearner(model, Data, Options(NegativeKind.AllDestinations, 4, 3) with { UtgTraining = utg });
        learner.Pass(0, null, TestContext.Current.CancellationToken);
        var before = 0;
        foreach (var (place, (asked, _)) in model.Asked.Index())
        {
            Assert.Equal(utg ? before : before + asked.Length, model.TakenWhenAsked[place]);
            before += asked.Length;
        }

        Assert.Equal(Data.ValidationStart, model.Observed);
    }

    private static Recorder Pass(NegativeKind kind, int samples, int seed, int pass, LinkSplit data)
    {
        using var model = new Recorder(data);
        using var learner = new LinkModelLearner(model, data, Options(kind, samples, seed));
        model.Loss = learner.Pass(pass, null, TestContext.Current.CancellationToken)!.Value;
        return model;
    }

    private static LinkTrainOptions Options(NegativeKind kind, int samples, int seed) =>
        new() { Freshness = Freshness.PerSnapshot(10), Negatives = kind, NegativeSamples = samples, Seed = seed };

    private static LinkSplit Split(int items)
    {
        var sources = Enumerable.Range(0, 120).Select(i => i * i % Users).ToArray();
        return new LinkSplit(
            new EventStream(sources, Array.ConvertAll(sources, s => Users + (s * 3)), [.. Enumerable.Range(0, 120).Select(i => (double)i)]), 80, 100, new NodeRange(Users, items));
    }

    /// <summary>Scores the destination that a source has by 50 and all others by 0.</summary>
    private sealed class Recorder : LinkModel
    {
        private readonly Parameter weight;
        private int taken;

        public Recorder(LinkSplit data)
            : base("recorder", data.Candidates)
        {
            weight = new Parameter(zeros(1).DetachFromDisposeScope());
            RegisterComponents();
        }

        public List<(int[] Sources, int[] Ids)> Asked { get; } = [];

        public List<int> TakenWhenAsked { get; } = [];

        public double Loss { get; set; }

        public int Shift { get; init; }

        public override void Prepare()
        {
        }

        public override Tensor Score(int[] sources, double[] times, double now, Tensor candidates)
        {
            var ids = Array.ConvertAll(candidates.data<long>().ToArray(), c => (int)c);
            Assert.Equal(times.Min(), now);
            Asked.Add((sources, ids));
            TakenWhenAsked.Add(taken);
            var scores = new float[sources.Length, ids.Length];
            for (var q = 0; q < sources.Length; q++)
            {
                var own = Array.IndexOf(ids, Users + (sources[q] * 3));
                scores[q, (own + Shift) % ids.Length] = 50;
            }

            return tensor(scores) + weight;
        }

        protected override void Forget() => taken = 0;

        protected override void TakeIn(EventStream events, int from, int to)
        {
            Assert.Equal(taken, from);
            taken = to;
        }
    }
}
