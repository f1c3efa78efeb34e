using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Current and best parameters, Adam's moments and the progress, in one file.</summary>
internal static class LinkCheckpoint
{
    private const int Layout = 3;

    public static void Save(
        string path, RunIdentity run, LinkModel model, OptimizerHelper optimizer, Dictionary<string, Tensor> best, LinkTrainState state) => CheckpointFrame.Save(path, Kind(model), Layout, run, writer =>
    {
        state.Write(writer);
        Write(writer, model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToList());
        Write(writer, best.Select(p => (p.Key, p.Value)).ToList());
        optimizer.save_state_dict(writer);
    });

    /// <exception cref="InputException">The file belongs to another training, or is damaged.</exception>
    public static LinkTrainState Load(
        string path, RunIdentity run, LinkModel model, OptimizerHelper optimizer, Dictionary<string, Tensor> best) => CheckpointFrame.Load(path, Kind(model), Layout, run, reader =>
    {
        var state = LinkTrainState.Read(reader);
        using var guard = no_grad();
        var current = Read(reader);
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (!current.TryGetValue(name, out var value) || !value.shape.SequenceEqual(parameter.shape))
            {
                throw new InputException($"{path} was written by a {model.GetName()} of another size (parameter {name}).");
            }

            parameter.copy_(value);
        }

        foreach (var (name, value) in Read(reader))
        {
            best[name] = value;
        }

        optimizer.load_state_dict(reader);
        return state;
    });

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

    private static Dictionary<string, Tensor> Read(BinaryReader reader)
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var name = reader.ReadString();
            var shape = new long[reader.ReadInt32()];
            for (var i = 0; i < shape.Length; i++)
            {
                shape[i] = reader.ReadInt64();
            }

            var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = reader.ReadSingle();
            }

            result[name] = tensor(values, shape).DetachFromDisposeScope();
        }

        return result;
    }
}
