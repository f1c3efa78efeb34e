using System.Globalization;
using Quiver.GFlowNet.Objectives;

namespace Quiver.Cli.Learning;

/// <summary>Reads an objective and a loss as they are written on the command line.</summary>
internal static class ObjectiveText
{
    /// <param name="text">fm, db, mdb, fldb, tb, subtb, subtb:lambda, subtb:lambda:weighting, or vargrad.</param>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static Objective Objective(string text)
    {
        var parts = text.ToLowerInvariant().Split(':');
        return parts[0] switch
        {
            "fm" when parts.Length == 1 => new FlowMatching(),
            "db" when parts.Length == 1 => new DetailedBalance(),
            "mdb" when parts.Length == 1 => new ModifiedDetailedBalance(),
            "fldb" when parts.Length == 1 => new ForwardLookingDetailedBalance(),
            "tb" when parts.Length == 1 => new TrajectoryBalance(),
            "vargrad" when parts.Length == 1 => new LogPartitionVariance(),
            "subtb" => SubTrajectory(parts),
            _ => throw new FormatException($"There is no objective '{text}': use fm, db, mdb, fldb, tb, subtb[:lambda[:weighting]] or "
                + $"vargrad."),
        };
    }

    /// <param name="text">squared, huber or huber:delta.</param>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static RegressionLoss Loss(string text)
    {
        var parts = text.ToLowerInvariant().Split(':');
        return (parts[0], parts.Length) switch
        {
            ("squared", 1) => RegressionLoss.Squared,
            ("huber", 1) => RegressionLoss.Huber(),
            ("huber", 2) when double.TryParse(parts[1], CultureInfo.InvariantCulture, out var delta) && delta > 0 =>
                RegressionLoss.Huber(delta),
            _ => throw new FormatException($"'{text}' is not a loss: write squared, huber or huber:delta."),
        };
    }

    private static SubTrajectoryBalance SubTrajectory(string[] parts)
    {
        var lambda = SubTrajectoryBalance.DefaultLambda;
        var weighting = SubTrajectoryWeighting.GeometricWithin;
        if (parts.Length > 3
            || (parts.Length > 1 && !(double.TryParse(parts[1], CultureInfo.InvariantCulture, out lambda) && lambda > 0))
            || (parts.Length > 2 && !Enum.TryParse(parts[2].Replace("_", string.Empty, StringComparison.Ordinal), ignoreCase: true,
                out weighting)))
        {
            throw new FormatException(
                $"'{string.Join(':', parts)}' is not a sub-trajectory balance: write subtb[:lambda[:weighting]] with lambda above 0 and "
                + $"{string.Join(", ", Enum.GetNames<SubTrajectoryWeighting>())}.");
        }

        return new SubTrajectoryBalance(lambda, weighting);
    }
}
