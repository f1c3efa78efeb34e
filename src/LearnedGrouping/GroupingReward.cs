using Quiver.Hamiltonians.Grouping;

namespace Quiver.LearnedGrouping;

/// <summary>
/// The reward log R = -beta log(eps^2 M) - gamma (number of groups), and its extension to unfinished partitions.
/// </summary>
/// <remarks>
/// eps^2 M = S^2 with S the sum of the groups' standard deviations. An unfinished partition with cost S whose terms
/// still to come have standard deviations adding up to r is valued at S + <see cref="RestShare"/> r: an estimate of
/// where it will end, exact when nothing is left. Forward-looking objectives use these partial rewards.
/// </remarks>
/// <param name="Beta">Weight of the measurement cost; also an inverse temperature. At least 0.</param>
/// <param name="Gamma">Price of one group. At least 0.</param>
internal sealed record GroupingReward(double Beta, double Gamma)
{
    /// <summary>The share of the remaining standard deviation that an unfinished partition is expected to pay.</summary>
    public const double RestShare = 0.25;

    // A grouping that costs nothing has a large reward, not an infinite one; far below any unit of energy.
    private const double Floor = 1e-150;

    /// <summary>
    /// A reward of the user's own: log R of a finished grouping. Null for the formula above. The formula's partial rewards
    /// then only shape the untrained policy; what is sampled in proportion to, after training, is this reward.
    /// </summary>
    public Func<MeasurementGrouping, double>? Custom { get; init; }

    /// <summary>The log reward of a finished partition, the user's own where there is one.</summary>
    /// <param name="cost">S, the sum of the groups' standard deviations.</param>
    /// <param name="groups">Number of groups.</param>
    /// <param name="labels">Group of every term.</param>
    /// <returns>log R.</returns>
    public double Log(double cost, int groups, ReadOnlySpan<int> labels) =>
        Custom is null ? Log(cost, 0, groups) : Custom(MeasurementGrouping.FromLabels(labels));

    /// <summary>The log reward of a finished partition.</summary>
    /// <param name="cost">S, the sum of the groups' standard deviations.</param>
    /// <param name="groups">Number of groups.</param>
    /// <returns>log R.</returns>
    public double Log(double cost, int groups) => Log(cost, 0, groups);

    /// <summary>The log reward of an unfinished partition.</summary>
    /// <param name="cost">S of the groups so far.</param>
    /// <param name="rest">Sum of the standard deviations of the terms still to come.</param>
    /// <param name="groups">Number of groups so far.</param>
    /// <returns>The partial log reward.</returns>
    public double Log(double cost, double rest, int groups) =>
        -2 * Beta * Math.Log(Math.Max(cost + RestShare * rest, Floor)) - Gamma * groups;
}
