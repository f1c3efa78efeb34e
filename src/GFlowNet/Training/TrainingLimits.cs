using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;

namespace Quiver.GFlowNet.Training;

/// <summary>Sizes and ranges beyond which a run is refused before it takes any memory.</summary>
public static class TrainingLimits
{
    /// <summary>The most weights of a policy; with gradients and moments four times as many numbers are held.</summary>
    public const long Weights = 100_000_000;

    /// <summary>The most numbers that one iteration's trajectories hold: batch times length times (actions, state, tokens and hidden
    /// units).</summary>
    public const long BatchNumbers = 1L << 28;

    /// <summary>The largest learning rate: beyond it a single step overflows float32. Far smaller ones diverge, which a guard
    /// reports.</summary>
    public const double LearningRate = 1e30;

    /// <summary>Checks options against an environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A value lies outside its range, or the run is too large; the message names the
    /// limit.</exception>
    public static void Check(DiscreteEnvironment environment, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        RequireParts(options);
        Ranges(options);
        var trunk = options.Policy.Trunk;
        var weights = trunk.CountWeights(Shape(environment)) + ((long)environment.ActionCount * trunk.Width)
            + (options.Policy.Table && environment is StatewiseEnvironment { RowCount: var rowCount }
                ? (long)rowCount * environment.ActionCount
                : 0);
        Refuse(
            weights > Weights,
            $"{environment.Name} with {trunk.Width} hidden units needs {weights:N0} weights; the limit is {Weights:N0}: take fewer "
                + $"hidden units or a smaller environment");
        var each = NumbersPerTrajectory(environment, options.Policy);
        var rows = Rows(options);
        Refuse(
            !Allows(environment, options),
            $"{rows:N0} trajectories of {environment.Name} hold up to {(double)each * rows:N0} numbers an iteration; the limit is "
                + $"{BatchNumbers:N0}: lower the batch, the hidden units or the environment's size");
    }

    /// <summary>Whether one iteration's trajectories stay within <see cref="BatchNumbers"/>.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="options">The options.</param>
    /// <returns>False for what <see cref="Check"/> refuses as too large a batch.</returns>
    public static bool Allows(DiscreteEnvironment environment, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        return NumbersPerTrajectory(environment, options.Policy) <= BatchNumbers / Rows(options);
    }

    /// <summary>How many numbers the scoring of one trajectory holds at most: states, tokens as K-hot rows, hidden units, logits.</summary>
    internal static long NumbersPerTrajectory(DiscreteEnvironment environment, PolicyOptions policy) =>
        environment.MaximumLength * (environment.ActionCount + environment.StateWidth + policy.Trunk.CountNumbers(Shape(environment)));

    private static long Rows(TrainingOptions options) =>
        (long)options.Batch + (options.Replay.Kind == Sampling.ReplayKind.None ? 0 : options.Replay.Batch);

    private static TokenShape Shape(DiscreteEnvironment environment) =>
        new(environment.Vocabulary, environment.TokenCount, environment.Reward.ConditionWidth);

    // An option that is a part of the training may be replaced by another one, not be left out.
    private static void RequireParts(TrainingOptions options)
    {
        (object? Part, string Name)[] parts =
        [
            (options.Objective, nameof(options.Objective)), (options.Loss, nameof(options.Loss)), (options.Policy, nameof(options.Policy)),
            (options.Policy?.Trunk, "Policy.Trunk"), (options.LearningRate, nameof(options.LearningRate)),
            (options.LogZLearningRate, nameof(options.LogZLearningRate)), (options.Epsilon, nameof(options.Epsilon)),
            (options.Temperature, nameof(options.Temperature)), (options.PrefixNoise, nameof(options.PrefixNoise)),
            (options.Replay, nameof(options.Replay)), (options.LocalSearch, nameof(options.LocalSearch)),
        ];
        foreach (var (part, name) in parts)
        {
            Refuse(part is null, $"The option {name} of a training must not be null");
        }
    }

    private static void Ranges(TrainingOptions options)
    {
        Between(options.LearningRate, 0, LearningRate, "learning rate");
        Between(options.LogZLearningRate, 0, LearningRate, "learning rate of log Z");
        Between(options.Epsilon, 0, 1, "epsilon");
        Between(options.PrefixNoise, 0, 1, "prefix noise");
        Between(options.Temperature, 1e-3, 1e6, "temperature");
        Refuse(!(options.ClipNorm >= 0) || double.IsInfinity(options.ClipNorm),
            $"The longest gradient must be at least 0 and finite (got {options.ClipNorm})");
        Refuse(!(options.WeightAverage >= 0 && options.WeightAverage < 1),
            $"The decay of the weights' average must be at least 0 and below 1 (got {options.WeightAverage})");
        Refuse(options.PrefixLength < 0, $"The prefix length must be at least 0 (got {options.PrefixLength})");
        Refuse(options.Policy.Trunk.Width < 1, $"A policy needs at least 1 hidden unit (got {options.Policy.Trunk.Width})");
        var least = options.Objective.LeastBatch;
        Refuse(options.Batch < least, $"{options.Objective} compares trajectories with each other: the batch must be at least {least} "
            + $"(got {options.Batch})");
    }

    private static void Between(Sampling.Schedule schedule, double least, double most, string name)
    {
        foreach (var value in new[] { schedule.Start, schedule.End })
        {
            Refuse(!(value >= least && value <= most), $"The {name} must be {least:G} to {most:G} (got {value:G})");
        }
    }

    private static void Refuse(bool wrong, string why)
    {
        if (wrong)
        {
            throw new ArgumentException(why + ".", paramName: null);
        }
    }
}
