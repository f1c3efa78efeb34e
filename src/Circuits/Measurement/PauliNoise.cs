namespace Quiver.Circuits.Measurement;

/// <summary>Probabilities of an X, Y or Z error on every qubit of a gate, after every gate.</summary>
/// <param name="X">Probability of X.</param>
/// <param name="Y">Probability of Y.</param>
/// <param name="Z">Probability of Z.</param>
public readonly record struct PauliNoise(double X, double Y, double Z)
{
    /// <summary>No noise.</summary>
    public static PauliNoise None => default;

    /// <summary>Whether all probabilities are 0.</summary>
    public bool IsNone => X == 0 && Y == 0 && Z == 0;

    /// <summary>Noise that replaces the qubit by the completely mixed state with a probability.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <returns>A quarter of the probability for each Pauli.</returns>
    public static PauliNoise Depolarizing(double probability) => Checked(new(probability / 4, probability / 4, probability / 4));

    internal static PauliNoise Checked(PauliNoise noise) => noise.X >= 0 && noise.Y >= 0 && noise.Z >= 0 && noise.X + noise.Y + noise.Z <= 1
        ? noise
        : throw new ArgumentException(
            $"Probabilities of X, Y and Z errors are at least 0 and together at most 1, not {noise.X}, {noise.Y} and {noise.Z}.",
                nameof(noise));
}
