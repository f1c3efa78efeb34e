using Quiver.GFlowNet.Objectives;

namespace Quiver.GFlowNet.Tests.Objectives;

/// <summary>The objectives under test by name, and which of them suit which environment.</summary>
internal static class ObjectiveCases
{
    private static readonly Objective[] Everywhere =
    [
        new TrajectoryBalance(),
        new DetailedBalance(),
        new SubTrajectoryBalance(),
        new SubTrajectoryBalance(0.8, SubTrajectoryWeighting.Geometric),
        new SubTrajectoryBalance(1, SubTrajectoryWeighting.EqualWithin),
        new SubTrajectoryBalance(1, SubTrajectoryWeighting.Equal),
        new SubTrajectoryBalance(1, SubTrajectoryWeighting.DetailedBalance),
        new SubTrajectoryBalance(1, SubTrajectoryWeighting.TrajectoryBalance),
        new LogPartitionVariance(),
        new FlowMatching(),
    ];

    private static readonly Objective Modified = new ModifiedDetailedBalance();
    private static readonly Objective ForwardLooking = new ForwardLookingDetailedBalance();
    private static readonly RegressionLoss[] Losses = [RegressionLoss.Squared, RegressionLoss.Huber(), RegressionLoss.Huber(0.3), RegressionLoss.Huber(0.5), RegressionLoss.Huber(2)];

    public static IEnumerable<string> For(string environment)
    {
        var grid = environment.StartsWith("grid", StringComparison.Ordinal);
        return Everywhere
            .Concat(grid ? [Modified] : [])
            .Concat(grid || environment is "ising" ? [ForwardLooking] : [])
            .Select(o => o.ToString());
    }

    public static Objective Named(string text) =>
        Everywhere.Append(Modified).Append(ForwardLooking).Single(o => string.Equals(o.ToString(), text, StringComparison.Ordinal));

    public static RegressionLoss LossNamed(string text) => Losses.Single(l => string.Equals(l.ToString(), text, StringComparison.Ordinal));
}
