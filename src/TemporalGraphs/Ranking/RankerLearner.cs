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
    private readonly RankerShape shape;
    private RankerWeights kept;
    private int keptVariant;
    private int variant;

    /// <exception cref="InputException">An option is out of its range.</exception>
    public RankerLearner(LinkSplit split, RankerOptions options, bool fitted)
    {
        options.Check();
        (Split, this.options) = (split, options);
        shape = RankerShape.Of(split, options.Decay);
        Notes = fitted ? [$"it starts from {shape.Decay.Name}, whose constants are chosen by validation"] : [];
        trainer = new RankerTrainer(split, shape, options, split.ValidationStart);
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

    public int CheckpointLayout => 6;

    public bool IsPredictorAtStart => true;

    public IReadOnlyList<string> Notes { get; }

    public int Variants => Shares.Length;

    public bool Refits => options.Refit;

    // The learning rate falls over all passes, so their number belongs to the run as well.
    public RunIdentity Identity(LinkProtocol protocol) =>
        LinkIdentity.Of("links train, ranker", protocol, options with { Checkpoint = null });

    public double? Pass(int pass, IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        ranker.Reset();
        trainer.Epoch(ranker, pass, progress, cancellationToken);
        Choose(0);
        return null;
    }

    public void Choose(int variant)
    {
        this.variant = variant;
        ranker.Weights = trainer.Weights(Shares[variant]);
    }

    public void Refit(int passes, IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        var again = new RankerTrainer(Split, shape, options, Split.TestStart);
        for (var pass = 0; pass < passes; pass++)
        {
            ranker.Reset();
            again.Epoch(ranker, pass, progress, cancellationToken);
        }

        ranker.Weights = again.Weights(Shares[keptVariant]);
    }

    public void Keep() => (kept, keptVariant) = (ranker.Weights, variant);

    public void Restore() => ranker.Weights = kept;

    public void Write(BinaryWriter writer)
    {
        writer.Write(trainer.Updates);
        writer.Write(keptVariant);
        foreach (var array in trainer.State.Append(kept).SelectMany(w => w.All))
        {
            writer.Write(MemoryMarshal.AsBytes(array.AsSpan()));
        }
    }

    public void Read(BinaryReader reader)
    {
        var updates = reader.ReadInt32();
        trainer.Updates = updates >= 0 ? updates : throw new FormatException($"{updates} updates");
        var chosen = reader.ReadInt32();
        keptVariant = chosen >= 0 && chosen < Shares.Length ? chosen : throw new FormatException($"share {chosen}");
        kept = kept.Zeros();
        foreach (var array in trainer.State.Append(kept).SelectMany(w => w.All))
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(array.AsSpan()));
        }
    }
}
