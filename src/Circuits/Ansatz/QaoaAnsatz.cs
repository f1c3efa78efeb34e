using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Ansatz;

/// <summary>The quantum approximate optimisation algorithm (Farhi, Goldstone, Gutmann 2014) for Max-Cut.</summary>
public static class QaoaAnsatz
{
    /// <summary>Builds the circuit: Hadamards, then p times the cost's and the mixer's rotation.</summary>
    /// <param name="problem">The graph.</param>
    /// <param name="rounds">p, at least 1.</param>
    /// <returns>2p angles: gamma_1, beta_1, gamma_2, ...</returns>
    public static Circuit Create(MaxCutProblem problem, int rounds)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        var builder = new CircuitBuilder(problem.Qubits);
        for (var q = 0; q < problem.Qubits; q++)
        {
            builder.Add(GateKind.H, q);
        }

        for (var r = 0; r < rounds; r++)
        {
            var (gamma, beta) = (builder.NewParameter(), builder.NewParameter());
            foreach (var edge in problem.Graph.Edges)
            {
                builder.Add(GateKind.RZZ, -edge.Tag * gamma, edge.Source, edge.Target);
            }

            for (var q = 0; q < problem.Qubits; q++)
            {
                builder.Add(GateKind.RX, 2 * beta, q);
            }
        }

        return builder.Build();
    }
}
