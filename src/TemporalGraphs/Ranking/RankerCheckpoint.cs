using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Quiver.GFlowNet.Runs;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>The ranker's current and best parameters, Adam's moments and the progress, in one file.</summary>
internal static class RankerCheckpoint
{
    private const int Version = 1;

    public static void Save(string path, RankerOptions options, RankerTrainer trainer, RankerWeights best, LinkTrainState state) => AtomicFile.Write(path, stream =>
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Version);
        writer.Write(Signature(options, best));
        state.Write(writer);
        writer.Write(trainer.Updates);
        foreach (var weights in trainer.State.Append(best))
        {
            foreach (var array in weights.All)
            {
                writer.Write(MemoryMarshal.AsBytes(array.AsSpan()));
            }
        }
    });

    /// <exception cref="InputException">The file was written with other options, or is damaged.</exception>
    public static LinkTrainState Load(string path, RankerOptions options, RankerTrainer trainer, RankerWeights best)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        try
        {
            if (reader.ReadInt32() != Version || reader.ReadString() is var written && !string.Equals(written, Signature(options, best), StringComparison.Ordinal))
            {
                throw new InputException($"{path} is not a checkpoint of a ranker with these options: remove it or name another file.");
            }

            var state = LinkTrainState.Read(reader);
            trainer.Updates = reader.ReadInt32();
            foreach (var weights in trainer.State.Append(best))
            {
                foreach (var array in weights.All)
                {
                    reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(array.AsSpan()));
                }
            }

            return state;
        }
        catch (Exception e) when (e is EndOfStreamException or IOException or ArgumentException or OverflowException or FormatException)
        {
            throw new InputException($"{path} is no whole checkpoint ({e.Message.TrimEnd('.')}): remove it or name another file.");
        }
    }

    // What must be the same for a training to go on; passes and patience may differ.
    private static string Signature(RankerOptions options, RankerWeights shape) => string.Create(
        CultureInfo.InvariantCulture,
        $"ranker {options.Freshness} {shape.Members} {shape.Hidden} {shape.Second} {shape.DenseWidth} {shape.QueryWidth} {options.Batch} {options.LearningRate} {options.WarmUp} {options.Seed} {options.Joint}");
}
