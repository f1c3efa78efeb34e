using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Security.Cryptography;

namespace Quiver.Circuits.Design;

/// <summary>
/// A policy of proposals that carries over: a small network that tells, before any fit, how likely a change of a circuit is to be an
/// improvement. It knows what the change does to the circuit's rotations, what the operator says of those, the prices, the error and the
/// temperature, and nothing of qubit numbers, so one policy serves all molecules.
/// </summary>
/// <remarks>
/// Chains draw several proposals and fit one of them, with probability in proportion to the fourth power of what the network says. It is
/// trained by maximum likelihood on the proposals of searches of other problems (<see cref="ProposalTraining"/>). Choosing among proposals
/// by a learned estimate of their reward is what local-search GFlowNets do (Kim et al. 2024), here one level below the trajectories.
/// </remarks>
public sealed class ProposalPolicy : IProposalScore
{
    /// <summary>Width of both hidden layers.</summary>
    internal const int Hidden = 16;

    // How sharply the better of several proposals is preferred.
    private const double Sharpness = 4;
    private static readonly Lazy<ProposalPolicy> Shipped = new(static () => ProposalPolicyFile.BuiltIn());
    private readonly float[][] weights;

    /// <summary>Takes over weights.</summary>
    /// <param name="weights">Weights and biases of the three layers in turn; weights by input, then by output.</param>
    /// <param name="trainedFor">What it was trained for, in words.</param>
    /// <exception cref="FormatException">The sizes are others, or a weight is not finite.</exception>
    internal ProposalPolicy(IReadOnlyList<float[]> weights, string trainedFor)
    {
        if (!weights.Select(static w => w.Length).SequenceEqual(Sizes))
        {
            throw new FormatException($"the weights are not {string.Join(", ", Sizes)} numbers");
        }

        if (weights.Any(static w => Array.Exists(w, static x => !float.IsFinite(x))))
        {
            throw new FormatException("a weight is not a finite number");
        }

        this.weights = [.. weights];
        TrainedFor = trainedFor;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData([.. weights.SelectMany(static w => w).SelectMany(BitConverter.GetBytes)]));
    }

    /// <summary>The policy that ships with the library: trained on H2 6-31G, linear H4 and LiH alone.</summary>
    public static ProposalPolicy BuiltIn => Shipped.Value;

    /// <summary>What it was trained for, in words.</summary>
    public string TrainedFor { get; }

    /// <summary>The SHA-256 of its weights.</summary>
    public string Sha256 { get; }

    /// <summary>How many numbers each part has.</summary>
    internal static ImmutableArray<int> Sizes { get; } =
        [ProposalFeatures.Count * Hidden, Hidden, Hidden * Hidden, Hidden, Hidden, 1];

    /// <summary>Weights and biases, layer by layer.</summary>
    internal IReadOnlyList<float[]> Weights => weights;

    /// <summary>The logarithm of the odds that a proposal improves a circuit.</summary>
    /// <param name="features">See <see cref="ProposalFeatures"/>.</param>
    internal double LogOdds(ReadOnlySpan<float> features)
    {
        Span<float> first = stackalloc float[Hidden];
        Span<float> second = stackalloc float[Hidden];
        Layer(features, weights[0], weights[1], first);
        Layer(first, weights[2], weights[3], second);
        var sum = (double)weights[5][0];
        for (var i = 0; i < Hidden; i++)
        {
            sum += (double)second[i] * weights[4][i];
        }

        return sum;
    }

    /// <inheritdoc/>
    double IProposalScore.Score(ReadOnlySpan<float> features) => -Sharpness * Math.Log(1 + Math.Exp(-LogOdds(features)));

    // max(0, x W + b), row by row of W: each output is summed in one order whatever the vectors' width.
    private static void Layer(ReadOnlySpan<float> x, float[] w, float[] b, Span<float> y)
    {
        b.CopyTo(y);
        for (var i = 0; i < x.Length; i++)
        {
            if (x[i] != 0)
            {
                TensorPrimitives.MultiplyAdd(w.AsSpan(i * Hidden, Hidden), x[i], y, y);
            }
        }

        TensorPrimitives.Max(y, 0f, y);
    }
}
