using System.Runtime.InteropServices;

namespace Quiver.Circuits.Design;

/// <summary>Proposals of one chain, and whether they were improvements: what a <see cref="ProposalPolicy"/> learns from.</summary>
/// <param name="most">The most that are kept.</param>
internal sealed class ProposalLog(int most)
{
    // A circuit improves when log R grows by more than this: fits that go on from where they were gain less.
    private const double Worthwhile = 0.02;
    private readonly List<float> features = [];
    private readonly List<bool> labels = [];

    /// <summary>Proposals that were kept.</summary>
    public int Count => labels.Count;

    /// <summary>Their features, one proposal after the other.</summary>
    public ReadOnlySpan<float> Features => CollectionsMarshal.AsSpan(features);

    /// <summary>Whether each was an improvement.</summary>
    public IReadOnlyList<bool> Labels => labels;

    /// <summary>Keeps a proposal.</summary>
    /// <param name="described">Its features.</param>
    /// <param name="gain">What the chain's log R gained; 0 where it was rejected.</param>
    public void Add(ReadOnlySpan<float> described, double gain)
    {
        if (labels.Count < most)
        {
            features.AddRange(described);
            labels.Add(gain > Worthwhile);
        }
    }
}
