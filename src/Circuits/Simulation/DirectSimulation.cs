using System.Numerics;
using System.Runtime.CompilerServices;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// Applies a circuit once, operation by operation, without planning passes: for small states a plan costs more than it saves unless it
/// is used again.
/// </summary>
/// <remarks>Measured with 40,000 random gates on 4 qubits: 34 ms planned, 5 ms this way (<c>quiver bench simulator</c>).</remarks>
internal static unsafe class DirectSimulation
{
    /// <summary>Up to this many qubits a single run is faster without a plan.</summary>
    public const int MaximumQubits = 10;

    /// <summary>Applies a circuit with bound angles, global phase included.</summary>
    public static void Apply(Circuit circuit, StateVector<double> state)
    {
        var operations = CircuitLowering.Lower(circuit, [], out var global);
        var length = 1 << circuit.Qubits;
        var re = state.RealPointer;
        var im = state.ImaginaryPointer;
        foreach (var o in operations)
        {
            switch (o.Kind)
            {
                case PlanKind.Rotation:
                    var (sin, cos) = Math.SinCos(o.Angle / 2);
                    Rotate(re, im, length, (int)o.Mask, cos, sin);
                    break;
                case PlanKind.Phase:
                    var (s, c) = Math.SinCos(o.Angle / 2);
                    Phase(re, im, length, (uint)o.Mask, c, s);
                    break;
                default:
                    Exchange(re, im, length, (int)o.Mask, (int)o.Control);
                    break;
            }
        }

        if (global != Complex.One)
        {
            Scale(re, im, length, global.Real, global.Imaginary);
        }

        GC.KeepAlive(state);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rotate(double* re, double* im, int length, int bit, double c, double s)
    {
        for (var block = 0; block < length; block += 2 * bit)
        {
            for (var i = block; i < block + bit; i++)
            {
                var (a, b) = (re[i], re[i + bit]);
                re[i] = (c * a) - (s * b);
                re[i + bit] = (s * a) + (c * b);
                (a, b) = (im[i], im[i + bit]);
                im[i] = (c * a) - (s * b);
                im[i + bit] = (s * a) + (c * b);
            }
        }
    }

    // exp(-i angle/2) where the bits under the mask have even parity, its conjugate elsewhere.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Phase(double* re, double* im, int length, uint mask, double c, double s)
    {
        for (var i = 0; i < length; i++)
        {
            var sine = (BitOperations.PopCount((uint)i & mask) & 1) == 0 ? -s : s;
            var (a, b) = (re[i], im[i]);
            re[i] = (c * a) - (sine * b);
            im[i] = (c * b) + (sine * a);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Exchange(double* re, double* im, int length, int target, int control)
    {
        for (var i = 0; i < length; i++)
        {
            if ((i & target) == 0 && (i & control) == control)
            {
                (re[i], re[i | target]) = (re[i | target], re[i]);
                (im[i], im[i | target]) = (im[i | target], im[i]);
            }
        }
    }

    private static void Scale(double* re, double* im, int length, double c, double s)
    {
        for (var i = 0; i < length; i++)
        {
            var (a, b) = (re[i], im[i]);
            re[i] = (c * a) - (s * b);
            im[i] = (c * b) + (s * a);
        }
    }
}
