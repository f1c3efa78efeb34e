using Quiver.TemporalGraphs.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// A temporal link predictor with a state. Observed events wait until <see cref="Prepare"/> turns them into state, so that
/// the update itself is part of the graph of the next loss.
/// </summary>
public abstract class LinkModel : nn.Module
{
    /// <summary>Starts a model.</summary>
    /// <param name="name">The name users know.</param>
    protected LinkModel(string name)
        : base(name)
    {
    }

    /// <summary>How the model was made by <see cref="LinkModels.Create"/>; null for a model of one's own. Part of a checkpoint's identity.</summary>
    public LinkModelOptions? Options { get; internal set; }

    /// <summary>Forgets all observed events. Parameters stay.</summary>
    public abstract void Reset();

    /// <summary>Takes in events that have happened; they count from the next <see cref="Prepare"/> on.</summary>
    /// <param name="data">The events.</param>
    /// <param name="batch">Which of them happened.</param>
    public abstract void Observe(LinkData data, LinkBatch batch);

    /// <summary>Turns waiting events into state. Gradients reach back to this update and no further.</summary>
    public abstract void Prepare();

    /// <summary>Scores every candidate for every query.</summary>
    /// <param name="sources">Query sources.</param>
    /// <param name="times">Query times.</param>
    /// <param name="candidates">Candidate node ids, shape [candidates], 64-bit.</param>
    /// <returns>Logits, shape [queries, candidates].</returns>
    public abstract Tensor Score(int[] sources, double[] times, Tensor candidates);

    /// <summary>An additional loss term of the last update; null where the model has none.</summary>
    /// <returns>A scalar tensor or null.</returns>
    public virtual Tensor? RegularizationLoss() => null;

    /// <summary>Replaces a state tensor by a detached copy that outlives the current dispose scope.</summary>
    /// <param name="state">The field.</param>
    /// <param name="value">The new value.</param>
    protected static void Keep(ref Tensor? state, Tensor? value)
    {
        var old = state;
        state = value?.detach().clone().DetachFromDisposeScope();
        old?.Dispose();
    }

    /// <summary>Replaces a tensor that still carries its graph; it lives until the next replacement.</summary>
    /// <param name="state">The field.</param>
    /// <param name="value">The new value.</param>
    protected static void Hold(ref Tensor? state, Tensor? value)
    {
        if (!ReferenceEquals(state, value))
        {
            state?.Dispose();
        }

        state = value?.DetachFromDisposeScope();
    }
}
