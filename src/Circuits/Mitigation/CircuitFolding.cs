using System.Collections.Immutable;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Mitigation;

/// <summary>
/// Circuits of the same unitary with an odd multiple of the gates, hence of their noise (Giurgica-Tiron, Hindy, LaRose, Mari, Zeng,
/// arXiv:2005.10921).
/// </summary>
public static class CircuitFolding
{
    /// <summary>Folds a circuit.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="folding">What is folded.</param>
    /// <param name="factor">How many times as often what is folded stands in the result: odd, at least 1.</param>
    /// <returns>A circuit with the same unitary and the same free parameters.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The factor is even or less than 1.</exception>
    public static Circuit Fold(Circuit circuit, Folding folding, int factor)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        if (factor < 1 || factor % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(factor), factor, $"Folding multiplies gates by 1, 3, 5 and other odd numbers, not by {factor}.");
        }

        if (folding == Folding.Global)
        {
            var (whole, inverse) = (circuit, circuit.Inverse());
            for (var k = 1; k < factor; k += 2)
            {
                whole = whole.Then(inverse, shareParameters: true).Then(circuit, shareParameters: true);
            }

            return whole;
        }

        var operations = ImmutableArray.CreateBuilder<GateOperation>();
        var places = new int[circuit.Count + 1];
        foreach (var (place, gate) in circuit.Operations.Index())
        {
            places[place] = operations.Count;
            operations.Add(gate);
            for (var k = 1; k < factor && gate.Qubits.Length > 1; k += 2)
            {
                operations.Add(gate.Adjoint());
                operations.Add(gate);
            }
        }

        places[^1] = operations.Count;
        return new Circuit(circuit.Qubits, operations.ToImmutable(), circuit.ParameterCount)
        {
            Barriers = [.. circuit.Barriers.Select(b => b with { Before = places[b.Before] })],
        };
    }
}
