using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// Kernelised attention of every row over its own past as a recurrence (Katharopoulos et al. 2020, eq. 16-20), whose weights decay:
/// S = decay * S + k v', z = decay * z + k, answer = q' S / q' z with q and k not negative. A step costs the same however long the past is.
/// </summary>
/// <remarks>Every component of the keys has a decay of its own, learned from 1/e in 1 step to 1/e in 64 (as retention has by heads: Sun et
/// al. 2023).</remarks>
internal sealed class DecayingMemory : nn.Module
{
    private const double Longest = 64;
    private static readonly Scalar Small = 1e-6f;
    private readonly Parameter decay;

    public DecayingMemory(Weights weights, int keys)
        : base("memory")
    {
        var start = new float[keys];
        for (var i = 0; i < keys; i++)
        {
            var kept = Math.Exp(-Math.Pow(Longest, -(double)i / Math.Max(1, keys - 1)));
            start[i] = (float)Math.Log(kept / (1 - kept));
        }

        decay = weights.Of(tensor(start));
        RegisterComponents();
    }

    /// <summary>Ages what is remembered by a step, adds a row for some nodes, and answers every node's query.</summary>
    /// <param name="past">[n, keys, d + 1], the last column for z, without a gradient; null where nothing is remembered.</param>
    /// <param name="queries">[n, keys], not negative.</param>
    /// <param name="active">Rows that get something, [a].</param>
    /// <param name="keys">[a, keys], not negative.</param>
    /// <param name="values">[a, d].</param>
    /// <returns>[n, d], nothing where nothing was ever added, and what is remembered now, without a gradient.</returns>
    public (Tensor Answer, Tensor Memory) Step(Tensor? past, Tensor queries, Tensor active, Tensor keys, Tensor values)
    {
        var (n, d) = (queries.shape[0], values.shape[1]);
        var kept = decay.sigmoid();
        var added = nn.functional.pad(values, [0, 1], value: 1);

        // q' (decay * S) is (q * decay)' S: so no gradient is as large as what is remembered.
        var sums = past is null
            ? zeros([n, d + 1], device: values.device)
            : (queries * kept).unsqueeze(1).bmm(past).squeeze(1);
        var matches = (queries.index_select(0, active) * keys).sum(1, true);
        sums = sums.index_add(0, active, added * matches, 1);
        var answer = sums.narrow(1, 0, d) / (sums.narrow(1, d, 1) + Small);
        using var guard = no_grad();
        var aged = past is null ? zeros([n, keys.shape[1], d + 1], device: values.device) : past * kept.unsqueeze(1);
        return (answer, aged.index_add_(0, active, keys.unsqueeze(2) * added.unsqueeze(1), 1));
    }
}
