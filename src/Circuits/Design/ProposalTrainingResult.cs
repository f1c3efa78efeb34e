namespace Quiver.Circuits.Design;

/// <summary>A trained policy of proposals.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Proposals">Proposals it was trained on.</param>
/// <param name="Improvements">The share of them that improved a circuit.</param>
/// <param name="Loss">The mean negative log-likelihood of the last pass, in nats.</param>
/// <param name="Seconds">Seconds by the clock.</param>
public sealed record ProposalTrainingResult(ProposalPolicy Policy, int Proposals, double Improvements, double Loss, double Seconds);
