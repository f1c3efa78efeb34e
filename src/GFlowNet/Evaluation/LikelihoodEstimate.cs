namespace Quiver.GFlowNet.Evaluation;

/// <summary>The policy's probability of an object, from trajectories walked back from it.</summary>
/// <param name="LogProbability">log of the mean of P_F / P_B over the trajectories.</param>
/// <param name="StandardError">Of that logarithm, to first order; NaN from a single trajectory.</param>
public readonly record struct LikelihoodEstimate(double LogProbability, double StandardError);
