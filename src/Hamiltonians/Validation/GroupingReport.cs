namespace Quiver.Hamiltonians.Validation;

/// <summary>The verdict on a grouping.</summary>
/// <param name="Valid">Whether every term is in exactly one group and all members of a group are compatible.</param>
/// <param name="Problems">What is wrong, one sentence each, at most <see cref="GroupingValidator.MaxProblems"/>.</param>
/// <param name="Groups">Number of groups.</param>
/// <param name="Epsilon2M">(sum of standard deviations)^2 in the given state; null without one.</param>
/// <param name="ShotBound">State-free shot bound at 1.6e-3.</param>
public sealed record GroupingReport(bool Valid, IReadOnlyList<string> Problems, int Groups, double? Epsilon2M, double ShotBound);
