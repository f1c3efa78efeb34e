using System.Collections.Immutable;

namespace Quiver.Circuits.Mitigation;

/// <summary>How a noisy energy is corrected.</summary>
public sealed record MitigationOptions
{
    /// <summary>Whether readout errors are undone: their matrix, a tensor product over the qubits, is inverted.</summary>
    public bool Readout { get; init; } = true;

    /// <summary>Factors of the noise for the extrapolation to none, odd and different; a single 1 for none.</summary>
    public ImmutableArray<int> Factors { get; init; } = [1, 3, 5];

    /// <summary>What is folded.</summary>
    public Folding Folding { get; init; }

    /// <summary>What the energy is taken to be between the factors and 0.</summary>
    public ExtrapolationModel Model { get; init; } = ExtrapolationModel.Exponential;

    /// <summary>Whether energies are extrapolated.</summary>
    public bool Extrapolates => Factors.Length > 1;

    /// <summary>Checks the factors.</summary>
    /// <returns>Null, or one sentence that says what is wrong.</returns>
    public string? Problem()
    {
        var least = !Extrapolates ? 1 : Model == ExtrapolationModel.Quadratic ? 3 : 2;
        return Factors.Length < least || Factors.Distinct().Count() != Factors.Length || Factors.Any(static f => f < 1 || f % 2 == 0)
            ? $"Factors of the noise are at least {least} different odd numbers from 1 on, not {string.Join(' ', Factors)}."
            : null;
    }
}
