using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

/// <summary>Chooses the proposal that a chain fits among several that it draws. One per chain.</summary>
/// <param name="problem">What the circuits are for.</param>
/// <param name="gates">The gate set.</param>
/// <param name="features">Describes proposals.</param>
/// <param name="score">Tells them apart; null to take the first one.</param>
/// <param name="log">Keeps those that were fitted; null for none.</param>
internal sealed class ProposalChoice(
    CircuitProblem problem, GateSet gates, ProposalFeatures features, IProposalScore? score, ProposalLog? log)
{
    /// <summary>The most proposals that are drawn for a fit.</summary>
    public const int Most = 8;

    // A fit takes about four evaluations: proposals are drawn until they take as long as it does.
    private const int Evaluations = 4;
    private readonly float[] described = new float[ProposalFeatures.Count];
    private readonly int[] depth = new int[gates.Qubits];

    /// <summary>Work done so far by drawing and weighing, in units of about a nanosecond of one core.</summary>
    public long Work { get; private set; }

    /// <summary>How many proposals are drawn for a fit.</summary>
    /// <param name="from">The circuit that they change.</param>
    public int Candidates(DesignResult from) => score is null
        ? 1
        : (int)Math.Clamp(Evaluations * problem.EvaluationWork(from.Parameters) / DesignWork.Weighing(from.Gates), 1, Most);

    /// <summary>How much a proposal is wanted, drawn anew for every one: the largest is chosen with the right probability.</summary>
    /// <param name="from">The circuit that it changes.</param>
    /// <param name="word">Gate numbers, no padding.</param>
    /// <param name="angles">Angles to begin with.</param>
    /// <param name="move">Its kind.</param>
    /// <param name="temperature">Of the chain.</param>
    /// <param name="rewards">Turns costs into rewards.</param>
    /// <param name="random">Source of randomness, of which one number is drawn.</param>
    public double Weigh(
        DesignResult from, long[] word, double[] angles, ChainMove move, double temperature, DesignScore rewards, Random random)
    {
        Work += DesignWork.Weighing(word.Length);
        Describe(from, word, angles, move, temperature, rewards);
        return score!.Score(described) - Math.Log(-Math.Log(1 - random.NextDouble()));
    }

    /// <summary>Whether proposals that are fitted are kept.</summary>
    public bool Keeps => log is not null;

    /// <summary>Keeps the proposal that was described last, where a log is kept.</summary>
    /// <param name="gain">What log R gained by its fit; 0 where it was rejected.</param>
    public void Keep(double gain) => log?.Add(described, gain);

    /// <summary>Describes a proposal, before its fit.</summary>
    /// <param name="from">The circuit that it changes.</param>
    /// <param name="word">Gate numbers, no padding.</param>
    /// <param name="angles">Angles to begin with.</param>
    /// <param name="move">Its kind.</param>
    /// <param name="temperature">Of the chain.</param>
    /// <param name="rewards">Turns costs into rewards.</param>
    public void Describe(DesignResult from, long[] word, double[] angles, ChainMove move, double temperature, DesignScore rewards)
    {
        var (cx, layers) = gates.Count(word, depth);
        var saved = rewards.LogReward(from.Cost, cx, layers, angles.Length, word.Length)
            - rewards.LogReward(from.Cost, from.Cx, from.Depth, from.Parameters, from.Gates);
        var context = new ProposalContext(move, temperature, saved, rewards.Anchor, rewards.Target ?? rewards.Weights.Floor);
        features.Fill(from, word, angles, context, described);
    }
}
