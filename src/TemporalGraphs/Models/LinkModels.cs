using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using TorchSharp;

namespace Quiver.TemporalGraphs.Models;

/// <summary>Makes link models by name.</summary>
public static class LinkModels
{
    /// <summary>Models that read events, in batches or as one batch per snapshot.</summary>
    public static IReadOnlyList<string> EventNames { get; } = ["tgn", "tgat", "graphmixer", "dygformer", "nat"];

    /// <summary>The names <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["gcn", "gclstm", "evolvegcn-o", "evolvegcn-h", "roland", "htgn", "gcmrnn", "axial", .. EventNames];

    /// <summary>Makes a model with fresh parameters.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">Its size and seed.</param>
    /// <param name="device">Where parameters and states live; null for the CPU. The seed gives the same parameters on each.</param>
    /// <returns>The model.</returns>
    /// <exception cref="InputException">No model has this name, or it takes no time decoder.</exception>
    public static LinkModel Create(string name, LinkModelOptions options, torch.Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        TorchLibrary.Load();
        using var hold = FinalizerHold.Begin();
        using var weights = new Weights(options.Seed, device ?? torch.CPU);
        LinkModel model = name switch
        {
            "gcn" => new Gcn(options.Nodes, options.Size, weights),
            "gclstm" => new GcLstm(options.Nodes, options.Size, options.ChebyshevOrder, weights),
            "evolvegcn-o" => new EvolveGcn(options.Nodes, options.Size, false, weights),
            "evolvegcn-h" => new EvolveGcn(options.Nodes, options.Size, true, weights),
            "roland" => new Roland(options.Nodes, options.Size, weights),
            "htgn" => new Htgn(options.Nodes, options.Size, weights),
            "gcmrnn" => new GcMrnn(options.Nodes, options.Size, weights),
            "axial" => new AxialAttention(options.Nodes, options.Size, weights),
            "tgn" => new Tgn(options.Nodes, options.Size, options.Neighbors, weights),
            "tgat" => new Tgat(options.Nodes, options.Size, options.Neighbors, weights),
            "graphmixer" => new GraphMixer(options.Nodes, options.Size, options.Neighbors, weights),
            "dygformer" => new DygFormer(options.Nodes, options.Size, options.Neighbors, weights),
            "nat" => new Nat(options.Nodes, options.Size, options.Neighbors, weights),
            _ => throw new InputException($"Unknown model '{name}': use one of {string.Join(", ", Names)}."),
        };
        if (options.TimeDecoder)
        {
            (model as SnapshotLinkModel ?? throw new InputException(
                $"A time input of the decoder is for snapshot models; {name} reads every query's time anyway.")).ReadTimes();
        }

        model.Options = options;
        return model;
    }
}
