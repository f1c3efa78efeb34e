using System.Globalization;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Epoch">Passes made.</param>
/// <param name="BestEpoch">The pass with the best validation; 0 where it is the state before the first.</param>
/// <param name="Validation">Validation after the best pass.</param>
/// <param name="Test">Test after the best pass.</param>
/// <param name="InferenceSeconds">Seconds of both.</param>
internal sealed record LinkTrainState(int Epoch, int BestEpoch, RankingSummary Validation, RankingSummary Test, double InferenceSeconds)
{
    /// <summary>Before the first pass.</summary>
    public static LinkTrainState Start { get; } = new(0, 0, default, default, 0);

    /// <summary>Whether another pass is due.</summary>
    public bool GoesOn(int epochs, int patience) => Epoch < epochs && Epoch - BestEpoch < patience;

    /// <summary>Whether a validation MRR is the best so far.</summary>
    public bool IsBettered(double mrr) => Validation.Count == 0 || mrr > Validation.Mrr;

    /// <summary>After a pass that was the best so far.</summary>
    public LinkTrainState Bettered(RankingSummary validation, RankingSummary test, double seconds) =>
        new(Epoch + 1, Epoch + 1, validation, test, seconds);

    /// <summary>Before the first pass, by parameters that already predict.</summary>
    public LinkTrainState Begun(RankingSummary validation, RankingSummary test, double seconds) => new(0, 0, validation, test, seconds);

    /// <summary>Notes that a training did not begin at its beginning.</summary>
    public void NoteResumed(Notes notes, string path, int epochs, int patience) => notes.Add(
        GoesOn(epochs, patience)
            ? string.Create(CultureInfo.InvariantCulture, $"the training goes on from {path}, which holds {Epoch} of at most {epochs} "
                + $"passes")
            : $"the training was finished before: its result comes from {path}");

    public void Write(BinaryWriter writer)
    {
        writer.Write(Epoch);
        writer.Write(BestEpoch);
        foreach (var ranks in new[] { Validation, Test })
        {
            writer.Write(ranks.Count);
            foreach (var value in new[] { ranks.Mrr, ranks.Hits1, ranks.Hits3, ranks.Hits10, ranks.AveragePrecision, ranks.Auc })
            {
                writer.Write(value);
            }

            writer.Write(ranks.Repeats ?? -1);
            writer.Write(ranks.RepeatMrr ?? double.NaN);
            writer.Write(ranks.NewMrr ?? double.NaN);
        }

        writer.Write(InferenceSeconds);
    }

    /// <exception cref="FormatException">It is no state that a training can have.</exception>
    public static LinkTrainState Read(BinaryReader reader)
    {
        var state = new LinkTrainState(reader.ReadInt32(), reader.ReadInt32(), Ranks(), Ranks(), reader.ReadDouble());
        var holds = state.BestEpoch >= 0 && state.BestEpoch <= state.Epoch && IsRank(state.Validation) && IsRank(state.Test);
        return holds ? state : throw new FormatException($"{state.Epoch} passes, the best of them number {state.BestEpoch}, and its "
            + $"ranks do not go together");

        static bool IsRank(RankingSummary ranks) => ranks.Count >= 0 && ranks.Mrr is >= 0 and <= 1;

        RankingSummary Ranks() => new(reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(),
            reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble())
        {
            Repeats = reader.ReadInt64() is >= 0 and var repeats ? repeats : null,
            RepeatMrr = Known(reader.ReadDouble()),
            NewMrr = Known(reader.ReadDouble()),
        };

        static double? Known(double value) => double.IsNaN(value) ? null : value;
    }
}
