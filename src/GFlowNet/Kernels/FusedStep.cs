namespace Quiver.GFlowNet.Kernels;

/// <summary>What one update by kernels did.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="LogZ">Before the update.</param>
/// <param name="Norm">Of the gradient, before clipping.</param>
/// <param name="MeanLogReward">Of the batch.</param>
/// <param name="Visited">States of all trajectories.</param>
/// <param name="Longest">Steps of the longest trajectory.</param>
internal readonly record struct FusedStep(double Loss, double LogZ, double Norm, double MeanLogReward, long Visited, long Longest);
