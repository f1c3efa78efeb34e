using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>What is asked in an evaluation, and what may be known when it is asked.</summary>
public abstract class LinkProtocol
{
    private readonly Lock gate = new();
    private (MetBefore Validation, MetBefore Test)? met;

    /// <summary>Starts a protocol.</summary>
    /// <param name="split">Its events.</param>
    /// <param name="freshness">What queries know.</param>
    protected LinkProtocol(LinkSplit split, Freshness freshness)
    {
        ArgumentNullException.ThrowIfNull(split);
        (Split, Freshness) = (split, freshness);
    }

    /// <summary>The events.</summary>
    public LinkSplit Split { get; }

    /// <summary>What queries know.</summary>
    public Freshness Freshness { get; }

    /// <summary>The queries of validation or test, in order. Several threads may go through them at the same time, each by a call of
    /// its own.</summary>
    /// <param name="test">Test, or else validation.</param>
    /// <param name="close">Whether a snapshot that began in an earlier part ends with that part, so that queries know all of it.</param>
    /// <returns>Batches of queries; what is known never shrinks.</returns>
    public abstract IEnumerable<QueryBatch> Queries(bool test, bool close);

    /// <summary>Which queries of validation and test repeat a link; found when it is first asked for.</summary>
    internal (MetBefore Validation, MetBefore Test) Met(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return met ??= MetBefore.Of(this, cancellationToken);
        }
    }

    /// <summary>Events known to the first query of validation.</summary>
    /// <param name="close">Whether a snapshot that began in an earlier part ends with that part.</param>
    /// <returns>The number.</returns>
    public virtual int FirstKnown(bool close)
    {
        foreach (var batch in Queries(false, close))
        {
            return batch.Known;
        }

        return Split.ValidationStart;
    }
}
