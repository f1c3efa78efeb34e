using System.Numerics;

namespace Quiver.Circuits.Simulation;

/// <summary>One sweep over a block of amplitudes.</summary>
internal abstract class PlanStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Applies the step.</summary>
    /// <param name="real">The block's real parts.</param>
    /// <param name="imaginary">The block's imaginary parts.</param>
    /// <param name="block">Index bits outside the block.</param>
    public abstract unsafe void Run(T* real, T* imaginary, ulong block);
}
