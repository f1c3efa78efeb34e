using System.Runtime.InteropServices;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>The ranker's current and best parameters, Adam's moments and the progress, in one file.</summary>
internal static class RankerCheckpoint
{
    private const string Kind = "link ranker";
    private const int Layout = 2;

    public static void Save(string path, RunIdentity run, RankerTrainer trainer, RankerWeights best, LinkTrainState state) => CheckpointFrame.Save(path, Kind, Layout, run, writer =>
    {
        state.Write(writer);
        writer.Write(trainer.Updates);
        foreach (var array in trainer.State.Append(best).SelectMany(w => w.All))
        {
            writer.Write(MemoryMarshal.AsBytes(array.AsSpan()));
        }
    });

    /// <exception cref="InputException">The file was written for other events or options, or is damaged.</exception>
    public static LinkTrainState Load(string path, RunIdentity run, RankerTrainer trainer, RankerWeights best) => CheckpointFrame.Load(path, Kind, Layout, run, reader =>
    {
        var state = LinkTrainState.Read(reader);
        var updates = reader.ReadInt32();
        trainer.Updates = updates >= 0 ? updates : throw new FormatException($"{updates} updates");
        foreach (var array in trainer.State.Append(best).SelectMany(w => w.All))
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(array.AsSpan()));
        }

        return state;
    });
}
