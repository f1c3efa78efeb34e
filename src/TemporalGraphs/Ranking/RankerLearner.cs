using System.Runtime.InteropServices;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>The learned ranker while it is trained.</summary>
internal sealed class RankerLearner : ILinkLearner
{
    // How much of what was learned is added to the sum of decays.
    private static readonly float[] Shares = [1, 0.75f, 0.5f, 0.25f];
    private readonly RankerOptions options;
    private readonly RankerTrainer trainer;
    private readonly LearnedRanker ranker;
    private RankerWeights kept;

    /// <exception cref="InputException">An option is out of its range.</exception>
    public RankerLearner(LinkSplit split, RankerOptions options, bool fitted)
    {
        options.Check();
        (Split, this.options) = (split, options);
        var shape = RankerShape.Of(split, options.Decay);
        Notes = fitted ? [$"it starts from {shape.Decay.Name}, whose constants are chosen by validation"] : [];
        trainer = new RankerTrainer(split, shape, options);
        ranker = new LearnedRanker(shape, trainer.Weights());
        kept = ranker.Weights;
    }

    public ILinkPredictor Predictor => ranker;

    public string Name => options.Joint ? "ranker" : "ranker without joint neighbourhoods";

    public LinkSplit Split { get; }

    public Freshness Freshness => options.Freshness;

    public int Seed => options.Seed;

    public int Epochs => options.Epochs;

    public int Patience => options.Patience;

    public string? Checkpoint => options.Checkpoint;

    public string CheckpointKind => "link ranker";

    public int CheckpointLayout => 5;

    public bool IsPredictorAtStart => true;

    public IReadOnlyList<string> Notes { get; }

    public int Variants => Shares.Length;

    // The learning rate falls over all passes, so their number belongs to the run as well.
    public RunIdentity Identity(LinkProtocol protocol) =>
        LinkIdentity.Of("links train, ranker", protocol, options with { Checkpoint = null });

    public double? Pass(int pass, IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        ranker.Reset();
        trainer.Epoch(ranker, pass, progress, cancellationToken);
        ranker.Weights = trainer.Weights();
        return null;
    }

    public void Choose(int variant) => ranker.Weights = trainer.Weights(Shares[variant]);

    public void Keep() => kept = ranker.Weights;

    public void Restore() => ranker.Weights = kept;

    public void Write(BinaryWriter writer)
    {
        writer.Write(trainer.Updates);
        foreach (var array in trainer.State.Append(kept).SelectMany(w => w.All))
        {
            writer.Write(MemoryMarshal.AsBytes(array.AsSpan()));
        }
    }

    public void Read(BinaryReader reader)
    {
        var updates = reader.ReadInt32();
        trainer.Updates = updates >= 0 ? updates : throw new FormatException($"{updates} updates");
        kept = kept.Zeros();
        foreach (var array in trainer.State.Append(kept).SelectMany(w => w.All))
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(array.AsSpan()));
        }
    }
}
