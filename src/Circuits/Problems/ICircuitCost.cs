using Quiver.Circuits.Gates;
using Quiver.Circuits.Optimization;

namespace Quiver.Circuits.Problems;

/// <summary>Costs of circuits as functions of their angles. Not for several threads at once.</summary>
public interface ICircuitCost : IObjective, IDisposable
{
    /// <summary>Chooses the circuit that the following calls are about.</summary>
    /// <param name="circuit">The whole circuit, its reference included; free angles are the variables.</param>
    void Use(Circuit circuit);
}
