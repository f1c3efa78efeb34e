using System.Collections.Immutable;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Noise;

/// <summary>What is read from a noisy device: a distribution over the active qubits; the others read 0 but for readout errors.</summary>
/// <param name="Qubits">Qubits in all.</param>
/// <param name="Active">Qubits that gates act on, ascending.</param>
/// <param name="Probabilities">2^k numbers for the active qubits, the first the most significant bit; readout errors included.</param>
/// <param name="IdleOne">Probability of reading 1 from an idle qubit.</param>
/// <param name="Trajectories">Random runs behind the numbers; 0 where they are exact.</param>
public sealed record NoisyOutcomes(
    int Qubits, IReadOnlyList<int> Active, ImmutableArray<double> Probabilities, double IdleOne, int Trajectories)
{
    /// <summary>Up to this many qubits idle readout errors are written out as outcomes of their own.</summary>
    public const int MaximumListed = 22;

    private int[] Idle => [.. Enumerable.Range(0, Qubits).Except(Active)];

    /// <summary>Outcomes of all qubits with their probabilities.</summary>
    /// <returns>Basis indices, qubit 0 the most significant bit. Above <see cref="MaximumListed"/> qubits the idle ones are listed as 0
    /// alone.</returns>
    public IEnumerable<(int State, double Probability)> All()
    {
        var idle = Idle;
        var spread = IdleOne > 0 && Qubits <= MaximumListed ? idle.Length : 0;
        for (var k = 0; k < Probabilities.Length; k++)
        {
            for (var bits = 0; bits < 1 << spread && Probabilities[k] > 0; bits++)
            {
                var state = Place(k, Active);
                var probability = Probabilities[k] * (IdleOne > 0
                    ? Math.Pow(1 - IdleOne, idle.Length - int.PopCount(bits)) * Math.Pow(IdleOne, int.PopCount(bits)) : 1);
                yield return (spread > 0 ? state | Place(bits, idle) : state, probability);
            }
        }
    }

    /// <summary>Draws shots.</summary>
    /// <param name="shots">How many.</param>
    /// <param name="random">Source of randomness; its seed fixes the outcomes.</param>
    /// <returns>Basis indices of all qubits.</returns>
    public int[] Sample(int shots, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var outcomes = StateObservables.Sample(Probabilities.AsSpan(), shots, random);
        var idle = Idle;
        for (var s = 0; s < outcomes.Length; s++)
        {
            var state = Place(outcomes[s], Active);
            foreach (var q in IdleOne > 0 ? idle : [])
            {
                state |= random.NextDouble() < IdleOne ? 1 << (Qubits - 1 - q) : 0;
            }

            outcomes[s] = state;
        }

        return outcomes;
    }

    private int Place(int bits, IReadOnlyList<int> qubits)
    {
        var state = 0;
        for (var i = 0; i < qubits.Count; i++)
        {
            state |= ((bits >> (qubits.Count - 1 - i)) & 1) << (Qubits - 1 - qubits[i]);
        }

        return state;
    }
}
