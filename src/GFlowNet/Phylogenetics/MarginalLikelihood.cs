namespace Quiver.GFlowNet.Phylogenetics;

/// <summary>The log marginal likelihood of an alignment, over all trees and branch lengths.</summary>
/// <param name="LogMarginal">log p(alignment): an even prior over trees, independent exponential branch lengths. What trees that were
/// not met would add is missing, so it is low by that.</param>
/// <param name="StandardError">Of the integrals over branch lengths, in nats.</param>
/// <param name="Trees">Trees whose integral was estimated.</param>
/// <param name="Sampled">Those whose integral was estimated without bias, by samples.</param>
/// <param name="Credible">Fewest trees that hold 95 % of the mass found.</param>
/// <param name="Best">The best tree, Newick with the modes of its branch lengths.</param>
/// <param name="BestLogIntegral">Its log p(alignment | tree).</param>
public sealed record MarginalLikelihood(
    double LogMarginal, double StandardError, int Trees, int Sampled, int Credible, string Best, double BestLogIntegral);
