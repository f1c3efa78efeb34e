using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// Attention over time × neighbours, one axis after the other (Ho et al. 2019): within a snapshot every node attends over its neighbours
/// and itself, and then over what it found in all snapshots in which it had links. Both attentions are kernelised with the feature map
/// elu + 1 (Katharopoulos et al. 2020, eq. 7), so a snapshot costs what its links and nodes do and not the length of the past.
/// </summary>
internal sealed class AxialAttention : SnapshotLinkModel
{
    private const int Keys = 8;
    private readonly Parameter features;
    private readonly Parameter near;
    private readonly Parameter nearValue;
    private readonly Parameter past;
    private readonly Parameter pastValue;
    private readonly Parameter output;
    private readonly DecayingMemory memory;
    private readonly BilinearDecoder decoder;
    private Tensor? remembered;

    public AxialAttention(int nodes, int size, Weights weights)
        : base("axial", nodes, size, weights)
    {
        features = Features;
        near = weights.Glorot(size, 2 * Keys);
        nearValue = weights.Glorot(size, size);
        past = weights.Glorot(size, 2 * Keys);
        pastValue = weights.Glorot(size, size);
        output = weights.Glorot(size, size);
        memory = new DecayingMemory(weights, Keys);
        decoder = new BilinearDecoder(weights, size);
        RegisterComponents();
    }

    protected override void ResetState() => Keep(ref remembered, null);

    protected override Tensor Encode(SnapshotGraph graph)
    {
        var matches = Positive(features.matmul(near));
        var found = graph.Attend(matches.narrow(1, 0, Keys), matches.narrow(1, Keys, Keys), features.matmul(nearValue));
        var codes = Positive((features + found).matmul(past));
        var active = graph.Active;
        var (answer, all) = memory.Step(
            remembered, codes.narrow(1, 0, Keys), active, codes.narrow(1, Keys, Keys).index_select(0, active),
            found.index_select(0, active).matmul(pastValue));
        Hold(ref remembered, all);
        return features + answer.relu().matmul(output);
    }

    protected override Tensor Decode(Tensor source, Tensor destination) => decoder.Score(source, destination);

    private static Tensor Positive(Tensor t) => nn.functional.elu(t, 1) + 1;
}
