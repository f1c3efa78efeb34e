namespace Quiver.Hamiltonians.States;

/// <summary>What a selected configuration interaction found.</summary>
/// <param name="Energy">The variational energy, an upper bound to the lowest of the reference's symmetry, in the operator's unit.</param>
/// <param name="Correction">
/// Epstein-Nesbet's second-order estimate of what the determinants left out would bring: at most 0. Energy + Correction estimates the
/// exact energy.
/// </param>
/// <param name="Determinants">Determinants of the variational space.</param>
/// <param name="IsComplete">Whether the operator connects them to no other, so that the energy is exact.</param>
/// <param name="State">The state.</param>
public sealed record SelectedCiResult(double Energy, double Correction, int Determinants, bool IsComplete, QuantumState State);
