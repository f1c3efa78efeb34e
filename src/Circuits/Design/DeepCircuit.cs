using Quiver.Circuits.Gates;
using Quiver.Circuits.Optimization;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

/// <summary>The cost that a deep, plain circuit reaches: a yardstick that needs no exact answer.</summary>
internal static class DeepCircuit
{
    /// <summary>Fits layers of RY (and RZ, where the target is complex) and CX along a ring, from several starts.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="layers">Layers.</param>
    /// <param name="starts">Random starts.</param>
    /// <param name="seed">Fixes them.</param>
    /// <returns>The least cost found, and that of the reference alone.</returns>
    public static (double Deep, double Reference) Fit(CircuitProblem problem, int layers, int starts, int seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        using var cost = problem.CreateCost();
        cost.Use(problem.Reference);
        var reference = cost.Value([]);
        var builder = new CircuitBuilder(problem.Qubits).Add(problem.Reference);
        for (var layer = 0; layer <= layers; layer++)
        {
            for (var q = 0; q < problem.Qubits; q++)
            {
                builder.RY(builder.NewParameter(), q);
                if (!problem.IsReal)
                {
                    builder.RZ(builder.NewParameter(), q);
                }
            }

            for (var q = 0; layer < layers && problem.Qubits > 1 && q < problem.Qubits; q++)
            {
                builder.CX(q, (q + 1) % problem.Qubits);
            }
        }

        var circuit = builder.Build();
        cost.Use(circuit);
        var optimizer = new Lbfgs(new LbfgsOptions { MaxIterations = 400, MaxEvaluations = 800 });
        var random = new Random(seed);
        var best = reference;
        for (var s = 0; s < starts; s++)
        {
            var angles = Enumerable.Range(0, circuit.ParameterCount).Select(_ => Math.PI * ((2 * random.NextDouble()) - 1)).ToArray();
            best = Math.Min(best, optimizer.Refine(cost, angles).Value);
        }

        return (best, reference);
    }
}
