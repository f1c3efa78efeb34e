using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Training;
using Quiver.Tests;
using Quiver.TemporalGraphs.Tests.Evaluation;

namespace Quiver.TemporalGraphs.Tests.Training;

/// <summary>A checkpoint belongs to the events as they were read and to all options; anything else is refused with the difference named.</summary>
[Collection(TorchCollection.Name)]
public sealed class LinkCheckpointTests
{
    private static readonly LinkTrainOptions Options = new() { Freshness = Freshness.PerSnapshot(10), Epochs = 2, Patience = 5 };
    private static readonly RankerOptions Ranker = new() { Epochs = 2, Hidden = 4, Second = 2 };

    public static TheoryData<string> Models => [.. LinkModels.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void Model_OtherEvents_AreRefused(string name)
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Epochs = 1, Checkpoint = Path.Combine(folder.Path, "c") };
        var first = Train(name, Events(0), options);
        var again = Train(name, Events(0), options);
        Assert.Equal(first.Test, again.Test);
        Assert.Contains("finished before", Assert.Single(again.Notes), StringComparison.Ordinal);
        Assert.Contains("input events has another content", Refusal(() => Train(name, Events(1), options)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate", "LearningRate is 0.003 there and 0.5 here")]
    [InlineData("interval", "Freshness.Size is 10 there and 60 here")]
    [InlineData("vanilla", "UtgTraining is true there and false here")]
    [InlineData("batch", "Freshness.Kind is \"Snapshot\" there and \"Batch\" here")]
    [InlineData("negatives", "Negatives is \"AllDestinations\" there and \"Nodes\" here")]
    [InlineData("samples", "NegativeSamples is 1000 there and 7 here")]
    [InlineData("patience", "Patience is 5 there and 6 here")]
    [InlineData("seed", "Seed is 0 there and 2 here")]
    [InlineData("size", "model.Size is 8 there and 16 here")]
    [InlineData("split", "input events has another content")]
    [InlineData("epochs", "holds 2 passes and 1 are asked for")]
    public void Model_OtherOption_NamesTheDifference(string what, string named)
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Checkpoint = Path.Combine(folder.Path, "c") };
        Train("gcn", Events(0), options);
        var (data, size) = (Events(0), what == "size" ? 16 : 8);
        var other = what switch
        {
            "rate" => options with { LearningRate = 0.5 },
            "interval" => options with { Freshness = Freshness.PerSnapshot(60) },
            "vanilla" => options with { UtgTraining = false },
            "batch" => options with { Freshness = Freshness.PerBatch(10) },
            "negatives" => options with { Negatives = NegativeKind.Nodes },
            "samples" => options with { NegativeSamples = 7 },
            "patience" => options with { Patience = 6 },
            "seed" => options with { Seed = 2 },
            "epochs" => options with { Epochs = 1 },
            _ => options,
        };
        data = what == "split" ? new LinkSplit(data.Events, data.ValidationStart - 1, data.TestStart) : data;
        Assert.Contains(named, Refusal(() => Train("gcn", data, other, size)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("events", "input events has another content")]
    [InlineData("epochs", "Epochs is 2 there and 3 here")]
    [InlineData("rate", "LearningRate")]
    [InlineData("members", "Members is 2 there and 3 here")]
    [InlineData("warm", "WarmUp")]
    [InlineData("scaling", "Scaling is true there and false here")]
    [InlineData("joint", "Joint is true there and false here")]
    [InlineData("freshness", "Freshness")]
    [InlineData("patience", "Patience")]
    [InlineData("second", "Second is 2 there and 0 here")]
    public void Ranker_OtherEventsOrOption_NamesTheDifference(string what, string named)
    {
        using var folder = new TemporaryFolder();
        var options = Ranker with { Checkpoint = Path.Combine(folder.Path, "c") };
        Ranks.Train(Events(0), options);
        var other = what switch
        {
            "epochs" => options with { Epochs = 3 },
            "rate" => options with { LearningRate = 0.1 },
            "members" => options with { Members = 3 },
            "warm" => options with { WarmUp = 0.1 },
            "scaling" => options with { Scaling = false },
            "joint" => options with { Joint = false },
            "freshness" => options with { Freshness = Freshness.PerBatch(50) },
            "patience" => options with { Patience = 9 },
            "second" => options with { Second = 0 },
            _ => options,
        };
        var data = Events(what == "events" ? 1 : 0);
        Assert.Contains(named, Refusal(() => Ranks.Train(data, other)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gcn")]
    [InlineData("ranker")]
    public void Checkpoint_WithFlippedBytesOrCutOff_IsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "c");
        void Run()
        {
            if (name == "ranker")
            {
                Ranks.Train(Events(0), Ranker with { Epochs = 1, Checkpoint = path });
            }
            else
            {
                Train(name, Events(0), Options with { Epochs = 1, Checkpoint = path });
            }
        }

        Run();
        var whole = File.ReadAllBytes(path);
        Gen.Int[0, whole.Length - 1].Select(Gen.Int[0, 7], Gen.Bool).Sample((place, bit, cut) =>
        {
            var bytes = cut ? whole[..place] : [.. whole];
            if (!cut)
            {
                bytes[place] ^= (byte)(1 << bit);
            }

            File.WriteAllBytes(path, bytes);
            Assert.Throws<InputException>(Run);
        }, iter: 40, threads: 1);
        File.WriteAllBytes(path, whole);
        Run();
    }

    [Fact]
    public void Protocol_OtherNegatives_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var data = Events(0);
        UtgProtocol Protocol(int shift)
        {
            var edges = Enumerable.Range(0, data.Count).Select(i => new UtgEdge((int)data.Times[i], data.Sources[i], data.Destinations[i])).ToArray();
            var queries = edges[data.ValidationStart..].Select((e, k) => new UtgQuery(k > 20, e, [8 + ((e.Destination - 8 + shift) % 8)])).ToArray();
            return new UtgProtocol(edges, queries, data.Candidates, data.ValidationStart - 1);
        }

        var options = Options with { Freshness = Freshness.PerSnapshot(1), Epochs = 1, Checkpoint = Path.Combine(folder.Path, "c") };
        void Run(int shift)
        {
            using var model = LinkModels.Create("gcn", new LinkModelOptions { Nodes = 16, Size = 8 });
            Ranks.Train(model, data, options, Protocol(shift));
        }

        Run(1);
        Run(1);
        Assert.Contains("input negatives has another content", Refusal(() => Run(2)), StringComparison.Ordinal);
    }

    private static string Refusal(Action run) => Assert.Throws<InputException>(run).Message;

    private static LinkTrainResult Train(string name, LinkSplit data, LinkTrainOptions options, int size = 8)
    {
        using var model = LinkModels.Create(name, new LinkModelOptions { Nodes = data.NodeCount, Size = size, Seed = options.Seed });
        return Ranks.Train(model, data, options);
    }

    // Every source meets one destination; the variant moves one event to another destination.
    private static LinkSplit Events(int variant)
    {
        var random = new Random(3);
        var sources = Enumerable.Range(0, 120).Select(_ => random.Next(8)).ToArray();
        var destinations = Array.ConvertAll(sources, s => 8 + (s * 5 % 8));
        destinations[17] = 8 + ((destinations[17] - 8 + variant) % 8);
        return Ranks.Split(sources, destinations, [.. Enumerable.Range(0, 120).Select(i => (double)i)], 80, 100);
    }
}
