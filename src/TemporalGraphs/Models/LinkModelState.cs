using Quiver.GFlowNet.Torch;
using System.Runtime.InteropServices;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>Current and best parameters and Adam's moments, as a checkpoint holds them; and a finished model, as a file of its own
/// does.</summary>
internal static class LinkModelState
{
    /// <summary>Version of the checkpoint. 4: Adam's moments one after another; layout 3 held what the library writes, whose counts
    /// it does not check.</summary>
    public const int Layout = 5;

    private const long MostNodes = 1 << 30;

    public static void Write(BinaryWriter writer, LinkModel model, OptimizerHelper optimizer, Dictionary<string, Tensor> best)
    {
        Write(writer, model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToList());
        Write(writer, best.Select(p => (p.Key, p.Value)).ToList());
        foreach (var moments in Moments(optimizer))
        {
            writer.Write(moments.step);
            writer.Write(Bytes(moments.exp_avg));
            writer.Write(Bytes(moments.exp_avg_sq));
        }
    }

    /// <exception cref="FormatException">The content does not fit the model.</exception>
    public static void Read(BinaryReader reader, LinkModel model, OptimizerHelper optimizer, Dictionary<string, Tensor> best)
    {
        using var hold = FinalizerHold.Begin();
        using var guard = no_grad();
        ReadParameters(reader, model);
        foreach (var (name, value) in Read(reader, Shapes(model)))
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
    }

    /// <summary>Writes what makes the model again, with its parameters.</summary>
    public static void WriteModel(BinaryWriter writer, LinkModel model)
    {
        var options = model.Options ?? throw new NotSupportedException(
            $"{model.Name} was not made by {nameof(LinkModels)}.{nameof(LinkModels.Create)} and cannot be saved.");
        writer.Write(options.Nodes);
        writer.Write(options.Size);
        writer.Write(options.ChebyshevOrder);
        writer.Write(options.Neighbors);
        writer.Write(options.TimeDecoder);
        writer.Write(options.Seed);
        writer.Write(model.Candidates.First);
        writer.Write(model.Candidates.Count);
        var batches = model.Batches ?? default;
        writer.Write((int)batches.Kind);
        writer.Write(batches.Size);
        Write(writer, model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToList());
    }

    /// <exception cref="FormatException">It is no model.</exception>
    public static LinkModel ReadModel(string name, BinaryReader reader)
    {
        var options = new LinkModelOptions
        {
            Nodes = reader.ReadInt32(),
            Size = reader.ReadInt32(),
            ChebyshevOrder = reader.ReadInt32(),
            Neighbors = reader.ReadInt32(),
            TimeDecoder = reader.ReadBoolean(),
            Seed = reader.ReadInt32(),
        };
        var candidates = new NodeRange(reader.ReadInt32(), reader.ReadInt32());
        var batches = new Freshness((FreshnessKind)reader.ReadInt32(), reader.ReadDouble());

        // A model holds at least one row of parameters for every node: the file must be as long.
        var left = (reader.BaseStream.Length - reader.BaseStream.Position) / sizeof(float);
        var holds = options.Nodes is > 0 and < (int)MostNodes && options.Size is > 0 and <= 1 << 16
            && (long)options.Nodes * options.Size <= left
            && options.Neighbors is > 0 and <= 1 << 12 && options.ChebyshevOrder is >= 2 and <= 1 << 8
            && candidates.First >= 0 && candidates.Count > 0 && (long)candidates.First + candidates.Count <= options.Nodes
            && Enum.IsDefined(batches.Kind) && (batches.Kind == FreshnessKind.Event || batches.Size > 0) && double.IsFinite(batches.Size);
        if (!holds)
        {
            throw new FormatException($"a model of {options.Nodes} nodes and width {options.Size} does not go together with its file");
        }

        var model = LinkModels.Create(name, options);
        try
        {
            using var hold = FinalizerHold.Begin();
            using var guard = no_grad();
            ReadParameters(reader, model);
            model.Follow(candidates, batches);
            model.eval();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static Dictionary<string, long[]> Shapes(LinkModel model) =>
        model.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape, StringComparer.Ordinal);

    private static void ReadParameters(BinaryReader reader, LinkModel model)
    {
        var current = Read(reader, Shapes(model));
        foreach (var (name, parameter) in model.named_parameters())
        {
            parameter.copy_(current[name]);
            current[name].Dispose();
        }
    }

    private static IEnumerable<Adam.State> Moments(OptimizerHelper optimizer) => optimizer.state_dict().State.Cast<Adam.State>();

    private static byte[] Bytes(Tensor values) =>
        MemoryMarshal.AsBytes<float>(values.detach().cpu().contiguous().data<float>().ToArray()).ToArray();

    private static void Fill(BinaryReader reader, Tensor target)
    {
        var bytes = CheckpointFrame.ReadBytes(reader, sizeof(float) * target.numel());
        using var values = tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), target.shape);
        target.copy_(values);
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

            foreach (var x in value.detach().cpu().contiguous().data<float>().ToArray())
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
            if (!shapes.TryGetValue(name, out var shape) || result.ContainsKey(name) || rank != shape.Length
                || !Array.TrueForAll(shape, size => reader.ReadInt64() == size))
            {
                throw new FormatException($"parameter {left} from the end is none of the model's, or of another size");
            }

            var bytes = CheckpointFrame.ReadBytes(reader, sizeof(float) * shape.Aggregate(1L, (a, b) => a * b));
            result[name] = tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), shape).DetachFromDisposeScope();
        }

        return result;
    }
}
