using Quiver.Circuits.Gates;
using Quiver.Circuits.Optimization;

namespace Quiver.Circuits.Problems;

/// <summary>Costs of circuits as functions of their angles. Not for several threads at once.</summary>
public interface ICircuitCost : IObjective, IDisposable
{
    /// <summary>Chooses the circuit that the following calls are about.</summary>
    /// <param name="circuit">The whole circuit, its reference included; free angles are the variables.</param>
    void Use(Circuit circuit);

    /// <summary>The cost that counts once the angles are fitted: the fitted one, unless the problem judges otherwise.</summary>
    /// <param name="x">Fitted angles, radians.</param>
    /// <param name="fitted">Their cost.</param>
    /// <returns>The cost for rewards and tables.</returns>
    double Judge(ReadOnlySpan<double> x, double fitted) => fitted;
}
