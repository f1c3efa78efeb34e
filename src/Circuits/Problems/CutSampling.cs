using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Problems;

/// <summary>The best cut among measurements of a circuit's state: what a user of the circuit would take home.</summary>
public static class CutSampling
{
    /// <summary>Measures all qubits a number of times and keeps the heaviest cut.</summary>
    /// <param name="problem">The graph.</param>
    /// <param name="circuit">A circuit with bound angles, one qubit a vertex.</param>
    /// <param name="shots">Measurements, at least 1.</param>
    /// <param name="seed">Fixes them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The weight of the heaviest cut measured, in the graph's units.</returns>
    /// <exception cref="ArgumentException">The circuit has another number of qubits or free angles.</exception>
    public static async Task<double> BestAsync(
        MaxCutProblem problem, Circuit circuit, int shots, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        circuit.RequireParameters(0);
        if (circuit.Qubits != problem.Qubits)
        {
            throw new ArgumentException($"The graph has {problem.Qubits} vertices, the circuit {circuit.Qubits} qubits.", nameof(circuit));
        }

        if (circuit.Operations.All(static o => o.Qubits.Length == 1))
        {
            return Product(circuit, shots, seed).Max(problem.Cut);
        }

        using var simulator = new NativeSimulator(Environment.ProcessorCount);
        var samples = await simulator.SampleAsync([circuit], [shots], seed: seed, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return samples[0].Distinct().Max(problem.Cut);
    }

    // Without gates that join qubits, every bit is a coin of its own: no state of all of them is needed.
    private static IEnumerable<int> Product(Circuit circuit, int shots, int seed)
    {
        var ones = Enumerable.Range(0, circuit.Qubits).Select(q =>
        {
            var own = new CircuitBuilder(1);
            foreach (var gate in circuit.Operations.Where(o => o.Qubits[0] == q))
            {
                own.Add(new GateOperation(gate.Kind, [0], gate.Angles));
            }

            Complex amplitude = DenseSimulator.Run(own.Build())[1];
            return (amplitude.Real * amplitude.Real) + (amplitude.Imaginary * amplitude.Imaginary);
        }).ToArray();
        var random = new Random(seed);
        return Enumerable.Range(0, shots).Select(_ => ones.Aggregate(0, (s, one) => (2 * s) + (random.NextDouble() < one ? 1 : 0)));
    }
}
