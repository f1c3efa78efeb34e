namespace Quiver.GFlowNet.Evaluation;

/// <summary>How near a sampler without a network comes to the target with a number of evaluations of the reward.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Evaluations">Objects it evaluated, repetitions counted.</param>
/// <param name="TotalVariation">Half the sum of |its distribution - target|.</param>
/// <param name="JensenShannon">The same in nats of the Jensen–Shannon divergence.</param>
public sealed record SamplingBaseline(string Name, long Evaluations, double TotalVariation, double JensenShannon);
