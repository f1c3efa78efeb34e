using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Epoch">Passes made.</param>
/// <param name="BestEpoch">The pass with the best validation; 0 before the first.</param>
/// <param name="Validation">Validation after the best pass.</param>
/// <param name="Test">Test after the best pass.</param>
/// <param name="InferenceSeconds">Seconds of both.</param>
internal sealed record LinkTrainState(int Epoch, int BestEpoch, RankingSummary Validation, RankingSummary Test, double InferenceSeconds)
{
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
        }

        writer.Write(InferenceSeconds);
    }

    public static LinkTrainState Read(BinaryReader reader)
    {
        return new LinkTrainState(reader.ReadInt32(), reader.ReadInt32(), Ranks(), Ranks(), reader.ReadDouble());

        RankingSummary Ranks() => new(reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
    }
}
