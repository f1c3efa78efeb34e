using System.Security.Cryptography;
using System.Text.Json;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Training;

/// <summary>
/// Saves a training run whole (weights, moments, average, replay, randomness, counters) and puts it back, so that the run
/// goes on bit for bit.
/// </summary>
/// <remarks>
/// File: the eight letters <c>QUIVERGF</c>, the length of a JSON header (int32), the header (counters, options, names and
/// shapes of the arrays), the arrays one after another, and the SHA-256 of all that. Written under another name and renamed.
/// </remarks>
public static class Checkpoint
{
    // 2: randomness as two integers in the header; format 1 held the state of a torch generator.
    private const int Version = 2;
    private const string PartPrefix = "part: ";

    private static ReadOnlySpan<byte> Magic => "QUIVERGF"u8;

    /// <summary>Writes a run.</summary>
    /// <param name="trainer">The run.</param>
    /// <param name="path">The file; replaced in one step.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(GFlowNetTrainer trainer, string path)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        using var scope = NewDisposeScope();
        var arrays = Arrays(trainer);
        var header = new Header(
            Version,
            Fingerprint(trainer),
            trainer.Iteration,
            trainer.Trajectories,
            trainer.StatesVisited,
            trainer.Optimizer.Steps,
            trainer.Replay?.Next ?? 0,
            trainer.Randomness.Seed,
            trainer.Randomness.Used,
            arrays.Select(a => new ArrayHeader(a.Name, (int)a.Values.dtype, a.Values.shape)).ToArray());
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        AtomicFile.Write(path, stream =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            void Put(ReadOnlySpan<byte> bytes)
            {
                stream.Write(bytes);
                hash.AppendData(bytes);
            }

            Put(Magic);
            Put(BitConverter.GetBytes(json.Length));
            Put(json);
            foreach (var (_, values) in arrays)
            {
                using var host = values.cpu().contiguous();
                Put(host.bytes);
            }

            stream.Write(hash.GetHashAndReset());
        });
    }

    /// <summary>Puts a saved run back into a trainer of the same environment and options.</summary>
    /// <param name="trainer">The trainer; its state is replaced.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file is not a checkpoint, is damaged, or belongs to another run.</exception>
    public static void Load(GFlowNetTrainer trainer, string path)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < Magic.Length + 4 + 32 || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new InputException(path, 0, "this is not a checkpoint of a GFlowNet run.");
        }

        if (!SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32)).AsSpan().SequenceEqual(bytes.AsSpan(bytes.Length - 32)))
        {
            throw new InputException(path, 0, "the checkpoint is damaged (its checksum does not match): take an older one or start again.");
        }

        var length = BitConverter.ToInt32(bytes, Magic.Length);
        var header = JsonSerializer.Deserialize<Header>(bytes.AsSpan(Magic.Length + 4, length))!;
        var fingerprint = Fingerprint(trainer);
        if (header.Version != Version)
        {
            throw new InputException(path, 0, $"the checkpoint has format {header.Version} and this version reads format {Version}: start again, or finish the run with the version that began it.");
        }

        if (!string.Equals(header.Run, fingerprint, StringComparison.Ordinal))
        {
            throw new InputException(path, 0, $"the checkpoint belongs to another run: {Difference(header.Run, fingerprint)}.");
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var place = Magic.Length + 4 + length;
        var arrays = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var array in header.Arrays)
        {
            var target = empty(array.Shape, (ScalarType)array.Type);
            bytes.AsSpan(place, target.bytes.Length).CopyTo(target.bytes);
            place += target.bytes.Length;
            arrays[array.Name] = target;
        }

        trainer.Policy.Store.Values.copy_(arrays["weights"]);
        trainer.Optimizer.FirstMoments.copy_(arrays["first moments"]);
        trainer.Optimizer.SecondMoments.copy_(arrays["second moments"]);
        trainer.Average?.Values.copy_(arrays["average"]);
        trainer.Optimizer.Restore(header.Updates);
        trainer.Randomness.Restore(header.Seed, header.Streams);
        trainer.Restore(header.Iteration, header.Trajectories, header.StatesVisited);
        if (trainer.Replay is { } replay)
        {
            Tensor Moved(string name) => arrays[name].to(trainer.Environment.Device).clone().DetachFromDisposeScope();
            var kept = !arrays.ContainsKey("replay states")
                ? null
                : new TrajectoryBatch(Moved("replay states"), Moved("replay actions"), Moved("replay lengths"), Moved("replay objects"), Moved("replay log rewards"), arrays.ContainsKey("replay conditions") ? Moved("replay conditions") : null);
            replay.Restore(kept, header.ReplayNext);
        }

        trainer.Part?.Load(arrays.Where(a => a.Key.StartsWith(PartPrefix, StringComparison.Ordinal)).ToDictionary(a => a.Key[PartPrefix.Length..], a => a.Value, StringComparer.Ordinal));
    }

    private static List<(string Name, Tensor Values)> Arrays(GFlowNetTrainer trainer)
    {
        var arrays = new List<(string, Tensor)>
        {
            ("weights", trainer.Policy.Store.Values),
            ("first moments", trainer.Optimizer.FirstMoments),
            ("second moments", trainer.Optimizer.SecondMoments),
        };
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

        if (trainer.Part is { } part)
        {
            arrays.AddRange(part.Save().Select(a => (PartPrefix + a.Name, a.Values)));
        }

        return arrays;
    }

    // The options in which two runs differ: "Iterations 500 there, 1000 here".
    private static string Difference(string there, string here)
    {
        var (a, b) = (there.IndexOf('{', StringComparison.Ordinal), here.IndexOf('{', StringComparison.Ordinal));
        if (a < 0 || b < 0 || !there.AsSpan(0, a).SequenceEqual(here.AsSpan(0, b)))
        {
            return $"it was made with {there[..Math.Max(a, 0)].Trim()}, this run has {here[..Math.Max(b, 0)].Trim()}";
        }

        var old = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var now = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var first = JsonDocument.Parse(there.AsMemory(a));
        using var second = JsonDocument.Parse(here.AsMemory(b));
        Leaves(first.RootElement, "", old);
        Leaves(second.RootElement, "", now);
        return string.Join("; ", old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Where(k => old.GetValueOrDefault(k) != now.GetValueOrDefault(k))
            .Select(k => $"{k} is {old.GetValueOrDefault(k, "not set")} there and {now.GetValueOrDefault(k, "not set")} here"));
    }

    private static void Leaves(JsonElement element, string path, SortedDictionary<string, string> leaves)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            leaves[path] = element.GetRawText();
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            Leaves(property.Value, path.Length == 0 ? property.Name : path + "." + property.Name, leaves);
        }
    }

    private static string Fingerprint(GFlowNetTrainer trainer) =>
        $"{trainer.Environment.Name} {JsonSerializer.Serialize(trainer.Options)}";

    private sealed record Header(int Version, string Run, long Iteration, long Trajectories, long StatesVisited, long Updates, long ReplayNext, ulong Seed, ulong Streams, ArrayHeader[] Arrays);

    private sealed record ArrayHeader(string Name, int Type, long[] Shape);
}
