using System.Text;
using Quiver.GFlowNet.Runs;
using Quiver.TemporalGraphs.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Current and best parameters, Adam's moments and the progress, in one file.</summary>
internal static class LinkCheckpoint
{
    private const int Version = 2;

    public static void Save(string path, LinkModel model, OptimizerHelper optimizer, Dictionary<string, Tensor> best, LinkTrainState state) => AtomicFile.Write(path, stream =>
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Version);
        writer.Write(model.GetName());
        state.Write(writer);
        Write(writer, model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToList());
        Write(writer, best.Select(p => (p.Key, p.Value)).ToList());
        optimizer.save_state_dict(writer);
    });

    /// <exception cref="InputException">The file is another model's, or damaged.</exception>
    public static LinkTrainState Load(string path, LinkModel model, OptimizerHelper optimizer, Dictionary<string, Tensor> best)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        try
        {
            if (reader.ReadInt32() != Version || !string.Equals(reader.ReadString(), model.GetName(), StringComparison.Ordinal))
            {
                throw new InputException($"{path} is not a checkpoint of the model {model.GetName()}: remove it or name another file.");
            }

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
        }
        catch (Exception e) when (e is EndOfStreamException or IOException or ArgumentException or OverflowException or FormatException)
        {
            throw new InputException($"{path} is no whole checkpoint ({e.Message.TrimEnd('.')}): remove it or name another file.");
        }
    }

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
