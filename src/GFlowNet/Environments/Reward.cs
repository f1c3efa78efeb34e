using Quiver.Core.Randomness;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>What a finished object is worth. Samplers draw it with probability proportional to R.</summary>
public abstract class Reward : IDisposable
{
    /// <summary>Numbers in the vector that the reward is conditioned on; 0 when it is not.</summary>
    public virtual int ConditionWidth => 0;

    /// <summary>
    /// Everything that decides the values, as an object whose public properties are numbers, texts, arrays or objects of the
    /// same kind: a checkpoint belongs to one description and is refused under any other.
    /// </summary>
    /// <remarks>
    /// The default names the type alone. A checkpoint also keeps log R of some objects, so a reward that says no more is still
    /// told from one with other values there.
    /// </remarks>
    public virtual object Description => new { Type = GetType().FullName };

    /// <summary>log R of finished objects.</summary>
    /// <param name="states">[batch, width], int64.</param>
    /// <param name="conditions">[batch, ConditionWidth], or null when that is 0.</param>
    /// <returns>[batch], finite.</returns>
    public abstract Tensor LogReward(Tensor states, Tensor? conditions);

    /// <summary>log of the reward that an unfinished object already holds, for forward-looking losses.</summary>
    /// <param name="states">[batch, width], int64, finished or not; equals <see cref="LogReward"/> on finished ones.</param>
    /// <param name="conditions">As in <see cref="LogReward"/>.</param>
    /// <returns>[batch], or null when there is none.</returns>
    public virtual Tensor? PartialLogReward(Tensor states, Tensor? conditions) => null;

    /// <summary>Which finished objects are modes.</summary>
    /// <param name="states">[batch, width], int64.</param>
    /// <returns>[batch], bool, or null when the reward names no modes.</returns>
    public virtual Tensor? IsMode(Tensor states) => null;

    /// <summary>Which mode each mode object counts for, where several objects may count for the same one.</summary>
    /// <param name="states">[batch, width], int64.</param>
    /// <returns>[batch], int64 (of use only where <see cref="IsMode"/> is true), or null when every mode object is a mode of its
    /// own.</returns>
    public virtual Tensor? ModeNumbers(Tensor states) => null;

    /// <summary>Number of modes, or 0 when the reward names none.</summary>
    public virtual long ModeCount => 0;

    /// <summary>Draws conditions for training.</summary>
    /// <param name="batch">Number of rows.</param>
    /// <param name="random">Source of randomness.</param>
    /// <param name="device">Where they are wanted.</param>
    /// <returns>[batch, ConditionWidth] float32, or null when that is 0.</returns>
    public virtual Tensor? SampleConditions(long batch, CounterRandom random, Device device) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees tensors of the reward.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
