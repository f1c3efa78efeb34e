using Quiver.Circuits.Noise;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// Readout mitigation without bias: a bit r is worth z(r) instead of 1 or -1, where z averages to the true sign over the device's readout
/// errors, independent from qubit to qubit. The variance of a Z string of weight w grows by up to (1 - a - b)^(-2w).
/// </summary>
public sealed record ReadoutCorrection
{
    /// <summary>Corrects for two error rates, the same on every qubit.</summary>
    /// <param name="readOneFromZero">a, the probability of reading 1 from a qubit in state 0.</param>
    /// <param name="readZeroFromOne">b, the probability of reading 0 from a qubit in state 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">a or b is no probability, or a + b is 1 or more, so that nothing can be told
    /// apart.</exception>
    public ReadoutCorrection(double readOneFromZero, double readZeroFromOne)
    {
        if (!(readOneFromZero >= 0) || !(readZeroFromOne >= 0) || !(readOneFromZero + readZeroFromOne < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(readOneFromZero), readOneFromZero,
                $"Readout errors {readOneFromZero} and {readZeroFromOne} must not be negative and add up to less than 1.");
        }

        var d = 1 - readOneFromZero - readZeroFromOne;
        Zero = 1 + (2 * readOneFromZero / d);
        One = Zero - (2 / d);
    }

    /// <summary>What a bit read as 0 is worth: at least 1.</summary>
    public double Zero { get; }

    /// <summary>What a bit read as 1 is worth: at most -1.</summary>
    public double One { get; }

    /// <summary>The correction for a device.</summary>
    /// <param name="profile">The device.</param>
    /// <returns>Its correction.</returns>
    public static ReadoutCorrection Of(DeviceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return new(profile.ReadOneFromZero, profile.ReadZeroFromOne);
    }

    /// <summary>What a Z string is worth in an outcome.</summary>
    /// <param name="zeros">Bits of the string read as 0.</param>
    /// <param name="ones">Bits of the string read as 1.</param>
    /// <returns>A number that averages to the string's true sign.</returns>
    public double Value(int zeros, int ones) => Math.Pow(Zero, zeros) * Math.Pow(One, ones);
}
