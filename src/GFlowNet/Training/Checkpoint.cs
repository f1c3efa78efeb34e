using Quiver.GFlowNet.Torch;
using System.Globalization;
using System.Text.Json;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Sampling;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Training;

/// <summary>
/// Saves a training run whole (weights, moments, average, replay, randomness, counters) and puts it back, so that the run
/// goes on bit for bit.
/// </summary>
/// <remarks>
/// A checkpoint belongs to one run: the program's version, every option of training, the descriptions that the environment and
/// its reward give of themselves, the device, and the rule of the early end. It also keeps log R of a few objects, so that a
/// reward that describes itself badly is noticed all the same. Content of the <see cref="CheckpointFrame"/>: the length of a
/// JSON header (int32), the header (counters, names and shapes of the arrays), the arrays one after another.
/// </remarks>
public static class Checkpoint
{
    private const string Kind = "GFlowNet run";

    // 3: randomness as two integers; layout 2 held the state of a torch generator.
    private const int Layout = 3;

    /// <summary>Writes a run.</summary>
    /// <param name="trainer">The run.</param>
    /// <param name="path">The file; replaced in one step.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(GFlowNetTrainer trainer, string path)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        CheckpointFrame.Save(path, Kind, Layout, Identity(trainer), writer => Write(trainer, writer, trainer.Probe), trainer.Iteration);
    }

    /// <summary>Writes a run into the checkpoint of work that it is a part of.</summary>
    /// <param name="trainer">The run.</param>
    /// <param name="writer">The content.</param>
    /// <param name="probe">A few objects and their rewards; null for none.</param>
    internal static void Write(GFlowNetTrainer trainer, BinaryWriter writer, ObjectProbe? probe = null)
    {
        using var scope = TorchScope.Begin();
        var arrays = Arrays(trainer, probe);
        var header = new Header(
            trainer.Iteration,
            trainer.Trajectories,
            trainer.StatesVisited,
            double.IsNaN(trainer.LogZ) ? null : trainer.LogZ,
            trainer.Optimizer.Steps,
            trainer.Replay?.Next ?? 0,
            trainer.Stop?.Progress,
            trainer.Randomness.Seed,
            trainer.Randomness.Used,
            arrays.Select(a => new ArrayHeader(a.Name, (int)a.Values.dtype, a.Values.shape)).ToArray());
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        writer.Write(json.Length);
        writer.Write(json);
        foreach (var (_, values) in arrays)
        {
            using var host = values.cpu().contiguous();
            writer.Write(host.bytes);
        }
    }

    /// <summary>Puts back what <see cref="Write"/> wrote.</summary>
    /// <param name="trainer">The trainer; its state is replaced.</param>
    /// <param name="reader">The content.</param>
    internal static void Read(GFlowNetTrainer trainer, BinaryReader reader)
    {
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        var (header, arrays) = ReadArrays(reader);
        Restore(trainer, header, arrays);
    }

    /// <summary>Puts a saved run back into a trainer of the same environment and options.</summary>
    /// <param name="trainer">The trainer; its state is replaced.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file is not a checkpoint, is damaged, or belongs to another run; the message names the
    /// difference.</exception>
    public static void Load(GFlowNetTrainer trainer, string path)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        CheckpointFrame.Load(path, Kind, Layout, Identity(trainer), reader =>
        {
            var (header, arrays) = ReadArrays(reader, h => RequireCounters(trainer, h));
            if (ObjectProbe.Read(arrays)?.Difference(trainer.Probe) is { } difference)
            {
                throw new InputException(path, 0, $"the checkpoint belongs to another run: {difference}. Remove it or name another file.");
            }

            Restore(trainer, header, arrays);
            return true;
        });
    }

    private static (Header Header, Dictionary<string, Tensor> Arrays) ReadArrays(BinaryReader reader, Action<Header>? check = null)
    {
        var header = JsonSerializer.Deserialize<Header>(CheckpointFrame.ReadBytes(reader, reader.ReadInt32()))
            ?? throw new JsonException("no header");
        check?.Invoke(header);
        var arrays = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var array in header.Arrays)
        {
            var target = Empty(array, reader.BaseStream.Length - reader.BaseStream.Position);
            reader.BaseStream.ReadExactly(target.bytes);
            arrays[array.Name] = target;
        }

        return (header, arrays);
    }

    private static void Restore(GFlowNetTrainer trainer, Header header, Dictionary<string, Tensor> arrays)
    {
        Copy("weights", trainer.Policy.Store.Values);
        Copy("first moments", trainer.Optimizer.FirstMoments);
        Copy("second moments", trainer.Optimizer.SecondMoments);
        Copy("average", trainer.Average?.Values);
        trainer.Optimizer.Restore(header.Updates);
        trainer.Randomness.Restore(header.Seed, header.Streams);
        trainer.Restore(header.Iteration, header.Trajectories, header.StatesVisited);
        trainer.LogZ = header.LogZ ?? double.NaN;
        trainer.Stop?.Restore(header.Stop);
        if (trainer.Replay is { } replay)
        {
            Tensor Moved(string name) => arrays[name].to(trainer.Environment.Device).clone().DetachFromDisposeScope();
            var kept = !arrays.ContainsKey("replay states")
                ? null
                : new TrajectoryBatch(
                    Moved("replay states"),
                    Moved("replay actions"),
                    Moved("replay lengths"),
                    Moved("replay objects"),
                    Moved("replay log rewards"),
                    arrays.ContainsKey("replay conditions") ? Moved("replay conditions") : null);
            RequireReplay(trainer, kept, header.ReplayNext);
            replay.Restore(kept, header.ReplayNext);
        }

        void Copy(string name, Tensor? target)
        {
            if (target is not null)
            {
                var saved = arrays[name];
                _ = saved.shape.SequenceEqual(target.shape)
                    && saved.dtype == target.dtype ? target.copy_(saved) : throw new FormatException($"'{name}' has another size");
            }
        }

        foreach (var (i, part) in Parts(trainer).Index())
        {
            var prefix = Prefix(i);
            part.Load(arrays.Where(a => a.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(a => a.Key[prefix.Length..],
                a => a.Value, StringComparer.Ordinal));
        }
    }

    // Nothing is allocated that the file cannot fill.
    private static Tensor Empty(ArrayHeader array, long left)
    {
        var bytes = (ScalarType)array.Type switch
        {
            ScalarType.Bool or ScalarType.Byte or ScalarType.Int8 => 1L,
            ScalarType.Int32 or ScalarType.Float32 => 4,
            ScalarType.Int64 or ScalarType.Float64 => 8,
            _ => throw new FormatException($"'{array.Name}' has the unknown type {array.Type}"),
        };
        foreach (var size in array.Shape)
        {
            bytes = size >= 0 && size <= left ? checked(bytes * size) : throw new FormatException($"'{array.Name}' has a side of {size}");
        }

        return bytes <= left ? empty(array.Shape, (ScalarType)array.Type)
            : throw new FormatException($"'{array.Name}' takes {bytes} bytes and {left} are left");
    }

    private static void RequireCounters(GFlowNetTrainer trainer, Header header)
    {
        var holds = header.Iteration >= 0 && header.Iteration <= trainer.Options.Iterations && header.Trajectories >= 0
            && header.StatesVisited >= 0
            && header.Updates >= 0 && header.ReplayNext >= 0 && header.Arrays is not null;
        if (!holds)
        {
            throw new FormatException($"its counters (iteration {header.Iteration} of {trainer.Options.Iterations}) are those of no run");
        }
    }

    private static void RequireReplay(GFlowNetTrainer trainer, TrajectoryBatch? kept, long next)
    {
        var (n, width) = (kept?.Terminal.shape[0] ?? 0, trainer.Environment.StateWidth);
        var holds = kept is null || (n > 0 && n <= trainer.Options.Replay.Capacity && kept.Actions.shape is [var steps, var columns]
            && columns == n
            && kept.States.shape.SequenceEqual([steps, n, width]) && kept.Terminal.shape.SequenceEqual([n, width])
            && kept.Lengths.shape.SequenceEqual([n]) && kept.LogReward.shape.SequenceEqual([n])
            && (kept.Conditions is null || kept.Conditions.shape[0] == n));
        if (!holds || next >= Math.Max(1, trainer.Options.Replay.Capacity))
        {
            kept?.Dispose();
            throw new FormatException("the kept trajectories do not go together");
        }
    }

    private static List<(string Name, Tensor Values)> Arrays(GFlowNetTrainer trainer, ObjectProbe? probe)
    {
        var arrays = new List<(string, Tensor)>
        {
            ("weights", trainer.Policy.Store.Values),
            ("first moments", trainer.Optimizer.FirstMoments),
            ("second moments", trainer.Optimizer.SecondMoments),
        };
        arrays.AddRange(probe?.Arrays() ?? []);
        if (trainer.Average is { } average)
        {
            arrays.Add(("average", average.Values));
        }

        if (trainer.Replay?.Kept is { } kept)
        {
            arrays.Add(("replay states", kept.States));
            arrays.Add(("replay actions", kept.Actions));
            arrays.Add(("replay lengths", kept.Lengths));
            arrays.Add(("replay objects", kept.Terminal));
            arrays.Add(("replay log rewards", kept.LogReward));
            if (kept.Conditions is { } conditions)
            {
                arrays.Add(("replay conditions", conditions));
            }
        }

        foreach (var (i, part) in Parts(trainer).Index())
        {
            arrays.AddRange(part.Save().Select(a => (Prefix(i) + a.Name, a.Values)));
        }

        return arrays;
    }

    private static IEnumerable<ICheckpointPart> Parts(GFlowNetTrainer trainer) => trainer.Observers.OfType<ICheckpointPart>();

    private static string Prefix(int part) => string.Create(CultureInfo.InvariantCulture, $"part {part}: ");

    private static RunIdentity Identity(GFlowNetTrainer trainer)
    {
        var run = RunIdentity.Create(Kind, [], trainer.Options)
            .With("Objective", trainer.Options.Objective.ToString())
            .With("Loss", trainer.Options.Loss.ToString())
            .With("Policy.Trunk", trainer.Options.Policy.Trunk)
            .With("environment", trainer.Environment.Description)
            .With("reward", trainer.Environment.Reward.Description)
            .With("numbers", trainer.Policy.Store.Type.ToString());
        return trainer.Stop is { } stop ? run.With("early end", stop.Rule) : run;
    }

    private sealed record Header(
        long Iteration, long Trajectories, long StatesVisited, double? LogZ, long Updates, long ReplayNext, EarlyStopProgress? Stop,
            ulong Seed, ulong Streams, ArrayHeader[] Arrays);

    private sealed record ArrayHeader(string Name, int Type, long[] Shape);
}
