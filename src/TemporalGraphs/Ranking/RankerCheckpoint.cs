using System.Globalization;
using System.Runtime.InteropServices;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>The ranker's current and best parameters, Adam's moments and the progress, in one file.</summary>
internal static class RankerCheckpoint
{
    private const int Version = 1;

    public static void Save(string path, RankerOptions options, RankerTrainer trainer, RankerWeights best, LinkTrainState state) => CheckpointFile.Save(path, Version, Signature(options, best), writer =>
    {
        state.Write(writer);
        writer.Write(trainer.Updates);
        foreach (var array in trainer.State.Append(best).SelectMany(w => w.All))
        {
            writer.Write(MemoryMarshal.AsBytes(array.AsSpan()));
        }
    });

    /// <exception cref="InputException">The file was written with other options, or is damaged.</exception>
    public static LinkTrainState Load(string path, RankerOptions options, RankerTrainer trainer, RankerWeights best) => CheckpointFile.Load(path, Version, Signature(options, best), "a ranker with these options", reader =>
    {
        var state = LinkTrainState.Read(reader);
        trainer.Updates = reader.ReadInt32();
        foreach (var array in trainer.State.Append(best).SelectMany(w => w.All))
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(array.AsSpan()));
        }

        return state;
    });

    // What must be the same for a training to go on; passes and patience may differ.
    private static string Signature(RankerOptions options, RankerWeights shape) => string.Create(
        CultureInfo.InvariantCulture,
        $"ranker {options.Freshness} {shape.Members} {shape.Hidden} {shape.Second} {shape.DenseWidth} {shape.QueryWidth} {options.Batch} {options.LearningRate} {options.WarmUp} {options.Seed} {options.Joint}");
}
