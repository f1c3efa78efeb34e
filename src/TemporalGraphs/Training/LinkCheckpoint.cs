using System.Runtime.InteropServices;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Current and best parameters, Adam's moments and the progress, in one file.</summary>
internal static class LinkCheckpoint
{
    // 4: Adam's moments one after another; layout 3 held what the library writes, whose counts it does not check.
    private const int Layout = 4;

    public static void Save(
        string path, RunIdentity run, LinkModel model, OptimizerHelper optimizer, Dictionary<string, Tensor> best, LinkTrainState state) => CheckpointFrame.Save(path, Kind(model), Layout, run, writer =>
    {
        state.Write(writer);
        Write(writer, model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToList());
        Write(writer, best.Select(p => (p.Key, p.Value)).ToList());
        foreach (var moments in Moments(optimizer))
        {
            writer.Write(moments.step);
            writer.Write(Bytes(moments.exp_avg));
            writer.Write(Bytes(moments.exp_avg_sq));
        }
    });

    /// <exception cref="InputException">The file belongs to another training, or is damaged.</exception>
    public static LinkTrainState Load(
        string path, RunIdentity run, LinkModel model, OptimizerHelper optimizer, Dictionary<string, Tensor> best) => CheckpointFrame.Load(path, Kind(model), Layout, run, reader =>
    {
        var state = LinkTrainState.Read(reader);
        using var guard = no_grad();
        var shapes = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape, StringComparer.Ordinal);
        var current = Read(reader, shapes);
        var kept = Read(reader, shapes);
        foreach (var (name, parameter) in model.named_parameters())
        {
            parameter.copy_(current[name]);
            current[name].Dispose();
        }

        foreach (var (name, value) in kept)
        {
            best[name] = value;
        }

        foreach (var moments in Moments(optimizer))
        {
            var steps = reader.ReadInt64();
            moments.step = steps >= 0 ? steps : throw new FormatException($"{steps} updates of a parameter");
            Fill(reader, moments.exp_avg);
            Fill(reader, moments.exp_avg_sq);
        }

        return state;
    });

    private static IEnumerable<Adam.State> Moments(OptimizerHelper optimizer) => optimizer.state_dict().State.Cast<Adam.State>();

    private static byte[] Bytes(Tensor values) => MemoryMarshal.AsBytes<float>(values.detach().contiguous().data<float>().ToArray()).ToArray();

    private static void Fill(BinaryReader reader, Tensor target)
    {
        var bytes = CheckpointFrame.ReadBytes(reader, sizeof(float) * target.numel());
        using var values = tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), target.shape);
        target.copy_(values);
    }

    private static string Kind(LinkModel model) => $"link model {model.GetName()}";

    private static void Write(BinaryWriter writer, List<(string Name, Tensor Value)> tensors)
    {
        writer.Write(tensors.Count);
        foreach (var (name, value) in tensors)
        {
            writer.Write(name);
            writer.Write(value.shape.Length);
            foreach (var size in value.shape)
            {
                writer.Write(size);
            }

            foreach (var x in value.detach().contiguous().data<float>().ToArray())
            {
                writer.Write(x);
            }
        }
    }

    // Exactly the model's parameters, each of its shape: nothing is allocated by what the file says.
    private static Dictionary<string, Tensor> Read(BinaryReader reader, Dictionary<string, long[]> shapes)
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var count = reader.ReadInt32();
        if (count != shapes.Count)
        {
            throw new FormatException($"{count} parameters where the model has {shapes.Count}");
        }

        for (var left = count; left > 0; left--)
        {
            var name = reader.ReadString();
            var rank = reader.ReadInt32();
            if (!shapes.TryGetValue(name, out var shape) || result.ContainsKey(name) || rank != shape.Length || !Array.TrueForAll(shape, size => reader.ReadInt64() == size))
            {
                throw new FormatException($"parameter {left} from the end is none of the model's, or of another size");
            }

            var bytes = CheckpointFrame.ReadBytes(reader, sizeof(float) * shape.Aggregate(1L, (a, b) => a * b));
            result[name] = tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), shape).DetachFromDisposeScope();
        }

        return result;
    }
}
