using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Tests.Evaluation;
using Quiver.TemporalGraphs.Training;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Training;

/// <summary>Files that are no saved predictor, and saved predictors that say what they cannot be.</summary>
[Collection(TorchCollection.Name)]
public sealed class SavedPredictorTests
{
    private static readonly LinkSplit Data = new EventGenerator(6, 5, 120, 0.7, 2).Create().Split();

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("src,dst,time\n1,2,3\n")]
    [InlineData("QUIVERCK and some more text that is long enough to be a header of something")]
    public void Load_OfAnotherFile_IsRefusedInASentence(string content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("p", content);
        var message = Assert.Throws<InputException>(() => { LinkPredictors.Load(path); }).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Load_OfAFolderOrOfNothing_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("folder", Assert.Throws<InputException>(() => { LinkPredictors.Load(folder.Path); }).Message, StringComparison.Ordinal);
        var missing = Path.Combine(folder.Path, "none");
        Assert.Contains("no file", Assert.Throws<InputException>(() => { LinkPredictors.Load(missing); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfACheckpoint_IsRefusedByItsKind()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "c");
        Ranks.Train(Data, new RankerOptions { Epochs = 1, Hidden = 4, Second = 2, Checkpoint = path });
        Assert.Contains("not of a trained link predictor", Assert.Throws<InputException>(() => { LinkPredictors.Load(path); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_OfWhatCannotBeSaved_LeavesNoFile()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "p");
        using var trained = Of(new HeuristicPredictor(LexicographicScore.Parse("lr"), Data));
        Assert.Contains("lr cannot be saved", Assert.Throws<NotSupportedException>(() => trained.Save(path)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("nodes 0", "nodes")]
    [InlineData("nodes 2000000000", "nodes")]
    [InlineData("width -1", "width")]
    [InlineData("width 100000", "width")]
    [InlineData("neighbours 0", "go together")]
    [InlineData("candidates beyond", "go together")]
    [InlineData("snapshot 0", "go together")]
    [InlineData("kind 9", "go together")]
    public void Model_OfNumbersThatDoNotGoTogether_IsRefusedBeforeItIsMade(string what, string reason)
    {
        var (nodes, width, neighbours, count, kind, size) = what switch
        {
            "nodes 0" => (0, 8, 4, 5, 2, 10.0),
            "nodes 2000000000" => (2_000_000_000, 8, 4, 5, 2, 10),
            "width -1" => (11, -1, 4, 5, 2, 10),
            "width 100000" => (11, 100_000, 4, 5, 2, 10),
            "neighbours 0" => (11, 8, 0, 5, 2, 10),
            "candidates beyond" => (11, 8, 4, 6, 2, 10),
            "snapshot 0" => (11, 8, 4, 5, 2, 0),
            _ => (11, 8, 4, 5, 9, 10.0),
        };
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        foreach (var number in new[] { nodes, width, 2, neighbours })
        {
            writer.Write(number);
        }

        writer.Write(false);
        foreach (var number in new[] { 1, 6, count, kind })
        {
            writer.Write(number);
        }

        writer.Write(size);
        writer.Write(new byte[4096]);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        Assert.Contains(reason, Assert.Throws<FormatException>(() => { LinkModelState.ReadModel("tgn", reader); }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(5, 5)]
    [InlineData(1000, 5)]
    public void Likeliest_OfAnyCount_AreTheFirstOfThemAll(int count, int found)
    {
        using var trained = Of(Ranks.Untrained(Data));
        trained.Observe(Data.Events);
        var (all, some) = (trained.Likeliest(1, 500, 100), trained.Likeliest(1, 500, count));
        Assert.Equal(5, all.Count);
        Assert.Equal(all.Take(found), some);
        Assert.Equal(all.Count, all.Select(p => p.Destination).Distinct().Count());
    }

    [Fact]
    public void Input_Begins_WithTheSameEventsAndNoOthers()
    {
        var input = TrainingInput.Of(Data);
        Assert.True(input.Begins(Data.Events));
        var (s, d, t) = (Data.Sources.ToArray(), Data.Destinations.ToArray(), Data.Times.ToArray());
        Assert.True(input.Begins(new EventStream([.. s, 1], [.. d, 7], [.. t, 1e6])));
        Assert.False(input.Begins(Data.Events.Slice(0, Data.Count - 1)));
        for (var column = 0; column < 3; column++)
        {
            var (s2, d2, t2) = ((int[])s.Clone(), (int[])d.Clone(), (double[])t.Clone());
            (s2[60], d2[60], t2[60]) = column switch
            {
                0 => ((s2[60] + 1) % 6, d2[60], t2[60]),
                1 => (s2[60], 6 + ((d2[60] - 5) % 5), t2[60]),
                _ => (s2[60], d2[60], (t2[60] + t2[61]) / 2),
            };
            Assert.False(input.Begins(new EventStream(s2, d2, t2)), $"column {column}");
        }
    }

    private static TrainedPredictor Of(ILinkPredictor predictor) => new(
        predictor, new LinkTrainResult(predictor.Name, 0, default, default, 1, 1, 0, 0), TrainingInput.Of(Data), RunIdentity.Create("test", [], new { Size = 1 }), Data.Nodes);
}
