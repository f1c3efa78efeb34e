using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Noise;

/// <summary>The usual noise channels (Nielsen and Chuang, section 8.3).</summary>
public static class NoiseChannels
{
    /// <summary>Replaces the qubits by the completely mixed state with a probability.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <param name="qubits">1 or 2.</param>
    /// <returns>rho becomes (1 - p) rho + p I / d.</returns>
    public static KrausChannel Depolarizing(double probability, int qubits = 1)
    {
        Require(probability, nameof(probability));
        if (qubits is < 1 or > 2)
        {
            throw new ArgumentOutOfRangeException(nameof(qubits), qubits, "Depolarising channels act on 1 or 2 qubits.");
        }

        var count = 1 << (2 * qubits);
        return new(qubits, [.. Enumerable.Range(0, count).Select(p =>
        {
            var weight = Math.Sqrt((p == 0 ? 1 - probability : 0) + (probability / count));
            var letters = qubits == 1 ? $"{"IXYZ"[p]}" : $"{"IXYZ"[p / 4]}{"IXYZ"[p % 4]}";
            return GateMatrices.Pauli(PauliString.Parse(letters)).Select(m => weight * m).ToArray();
        })]);
    }

    /// <summary>X, Y or Z with given probabilities.</summary>
    /// <param name="x">Probability of X.</param>
    /// <param name="y">Probability of Y.</param>
    /// <param name="z">Probability of Z; the three sum to at most 1.</param>
    /// <returns>The channel.</returns>
    public static KrausChannel Pauli(double x, double y, double z)
    {
        Require(x, nameof(x));
        Require(y, nameof(y));
        Require(z, nameof(z));
        Require(x + y + z, nameof(z));
        double[] weights = [1 - x - y - z, x, y, z];
        return new(1, [.. weights.Select(static (w, p) =>
            GateMatrices.Pauli(PauliString.Parse($"{"IXYZ"[p]}")).Select(m => Math.Sqrt(Math.Max(0, w)) * m).ToArray())]);
    }

    /// <summary>Decay of 1 to 0.</summary>
    /// <param name="gamma">Probability of the decay, 0 to 1.</param>
    /// <returns>The channel.</returns>
    public static KrausChannel AmplitudeDamping(double gamma)
    {
        Require(gamma, nameof(gamma));
        return new(1, [[1, 0, 0, Math.Sqrt(1 - gamma)], [0, Math.Sqrt(gamma), 0, 0]]);
    }

    /// <summary>Loss of phase without loss of energy.</summary>
    /// <param name="lambda">0 to 1: off-diagonal entries shrink by sqrt(1 - lambda).</param>
    /// <returns>The channel.</returns>
    public static KrausChannel PhaseDamping(double lambda)
    {
        Require(lambda, nameof(lambda));
        return new(1, [[1, 0, 0, Math.Sqrt(1 - lambda)], [0, 0, 0, Math.Sqrt(lambda)]]);
    }

    /// <summary>Relaxation to 0 during a time: 1 decays as e^(-t/T1), off-diagonal entries as e^(-t/T2).</summary>
    /// <param name="t1">Energy relaxation time, positive; infinite for none.</param>
    /// <param name="t2">Dephasing time, positive, at most 2 T1.</param>
    /// <param name="time">Duration in the same unit, at least 0.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is out of range.</exception>
    public static KrausChannel ThermalRelaxation(double t1, double t2, double time)
    {
        RequireTimes(t1, t2);
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        // Amplitude damping keeps e^(-t/2T1) of an off-diagonal entry, phase damping the rest of e^(-t/T2).
        var kept = Math.Exp(-time / (2 * t1));
        var phase = Math.Exp((time / (2 * t1)) - (time / t2));
        return new KrausChannel(1, [[1, 0, 0, kept], [0, Math.Sqrt(1 - (kept * kept)), 0, 0]])
            .Then(new(1, [[1, 0, 0, phase], [0, 0, 0, Math.Sqrt(Math.Max(0, 1 - (phase * phase)))]]));
    }

    internal static void RequireTimes(double t1, double t2)
    {
        if (!(t1 > 0) || !(t2 > 0) || t2 > 2 * t1)
        {
            throw new ArgumentOutOfRangeException(nameof(t2), t2, $"T1 = {t1} and T2 must be positive, and T2 at most 2 T1.");
        }
    }

    private static void Require(double probability, string name)
    {
        if (!(probability >= 0 && probability <= 1 + 1e-12))
        {
            throw new ArgumentOutOfRangeException(name, probability, "A probability lies between 0 and 1.");
        }
    }
}
