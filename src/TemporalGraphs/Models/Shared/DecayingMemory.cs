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

    /// <summary>Ages what is remembered by a step and adds a row for some nodes.</summary>
    /// <param name="past">[n, keys, d + 1], the last column for z; null where nothing is remembered.</param>
    /// <param name="nodes">Number of rows n.</param>
    /// <param name="active">Rows that get something, [a].</param>
    /// <param name="keys">[a, keys], not negative.</param>
    /// <param name="values">[a, d].</param>
    /// <returns>[n, keys, d + 1].</returns>
    public Tensor Step(Tensor? past, long nodes, Tensor active, Tensor keys, Tensor values)
    {
        var fresh = keys.unsqueeze(2) * nn.functional.pad(values, [0, 1], value: 1).unsqueeze(1);
        var aged = past is null
            ? zeros([nodes, fresh.shape[1], fresh.shape[2]], device: fresh.device)
            : past * decay.sigmoid().unsqueeze(1);
        return aged.index_add(0, active, fresh, 1);
    }

    /// <summary>What the rows' queries find, [n, d]; nothing where nothing was ever added.</summary>
    /// <param name="memory">[n, keys, d + 1].</param>
    /// <param name="queries">[n, keys], not negative.</param>
    public static Tensor Read(Tensor memory, Tensor queries)
    {
        var sums = (memory * queries.unsqueeze(2)).sum(1);
        var d = sums.shape[1] - 1;
        return sums.narrow(1, 0, d) / (sums.narrow(1, d, 1) + Small);
    }
}
