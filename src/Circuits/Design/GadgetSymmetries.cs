using System.Collections.Immutable;
using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Design;

/// <summary>Tests what gates keep of basis states, by their unitary.</summary>
internal static class GadgetSymmetries
{
    // Angles at which no sum of a few vanishes by chance.
    private static readonly double[] Generic = [0.7310585, -1.2345678, 2.9182736, 0.4142135, -2.2360679, 1.7320508, -0.5772156];
    private const double Any = 1e-9;

    /// <summary>What gates keep at every angle, tested at angles of no special value.</summary>
    /// <param name="gates">Gates on qubits from 0 on.</param>
    public static GadgetSymmetry Of(ImmutableArray<DesignGate> gates) =>
        At(gates, [.. Generic.Take(gates.Count(static g => g.HasAngle))], Any);

    /// <summary>What gates keep at given angles.</summary>
    /// <param name="gates">Gates on qubits from 0 on, at most 7 of them.</param>
    /// <param name="angles">Radians, one for each gate with an angle.</param>
    /// <param name="tolerance">Matrix elements of a modulus below count as 0.</param>
    public static GadgetSymmetry At(ImmutableArray<DesignGate> gates, ReadOnlySpan<double> angles, double tolerance)
    {
        var qubits = gates.Max(static g => g.Qubits.Max()) + 1;
        var word = Enumerable.Range(0, gates.Length).Select(static i => (long)i).ToArray();
        var unitary = DenseSimulator.Unitary(new GateSet("gadget", qubits, gates).Build(word, new Circuit(qubits, [])), angles);
        var (keeps, turns, even, odd) = (true, true, true, true);
        for (var to = 0; to < unitary.Size; to++)
        {
            for (var from = 0; from < unitary.Size; from++)
            {
                if (unitary[to, from].Magnitude >= tolerance)
                {
                    var (a, b) = (BitOperations.PopCount((uint)to), BitOperations.PopCount((uint)from));
                    (keeps, turns) = (keeps && a == b, turns && a + b == qubits);
                    (even, odd) = (even && ((a ^ b) & 1) == 0, odd && ((a ^ b) & 1) == 1);
                }
            }
        }

        return keeps || turns ? GadgetSymmetry.Particles : even || odd ? GadgetSymmetry.Parity : GadgetSymmetry.None;
    }
}
