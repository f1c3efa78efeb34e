namespace Quiver.Hamiltonians.States;

/// <summary>How far a selected configuration interaction goes.</summary>
public sealed record SelectedCiOptions
{
    /// <summary>Most determinants of the variational space.</summary>
    public int MaxDeterminants { get; init; } = 10_000;

    /// <summary>
    /// The space is large enough when the perturbative correction is below this, in the operator's unit (hartree for molecules).
    /// </summary>
    public double Threshold { get; init; } = 1e-4;
}
