using Quiver.GFlowNet.Runs;
using Quiver.TemporalGraphs.Models;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Current and best parameters and the progress, in one file.</summary>
/// <remarks>Adam's moments are not kept: a resumed training warms them up again.</remarks>
internal static class LinkCheckpoint
{
    private const int Version = 1;

    public static void Save(string path, LinkModel model, Dictionary<string, Tensor> best, LinkTrainer.Stand progress)
    {
        var temporary = path + ".part";
        using (var writer = new BinaryWriter(File.Create(temporary)))
        {
            writer.Write(Version);
            writer.Write(model.GetName());
            writer.Write(progress.Epoch);
            writer.Write(progress.BestEpoch);
            writer.Write(progress.BestMrr);
            writer.Write(progress.TestMrr);
            writer.Write(progress.InferenceSeconds);
            Write(writer, model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToList());
            Write(writer, best.Select(p => (p.Key, p.Value)).ToList());
        }

        File.Move(temporary, path, true);
    }

    public static LinkTrainer.Stand Load(string path, LinkModel model, Dictionary<string, Tensor> best)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        if (reader.ReadInt32() != Version || !string.Equals(reader.ReadString(), model.GetName(), StringComparison.Ordinal))
        {
            throw new InputException($"{path} is not a checkpoint of the model {model.GetName()}: remove it or name another file.");
        }

        var progress = new LinkTrainer.Stand(reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        using var gradients = no_grad();
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

        return progress;
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
