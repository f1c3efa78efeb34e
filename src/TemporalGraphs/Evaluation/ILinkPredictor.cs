using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>
/// What predicts links: it observes events in order and scores destinations at any time from what it has observed. Heuristics, the
/// learned ranker and the neural models are all of this kind, and so may be one of your own.
/// </summary>
public interface ILinkPredictor
{
    /// <summary>The name users know, for example <c>lr&gt;gr</c> or <c>tgn</c>.</summary>
    string Name { get; }

    /// <summary>The nodes that are scored.</summary>
    NodeRange Candidates { get; }

    /// <summary>Events observed since the last <see cref="Reset"/>.</summary>
    int Observed { get; }

    /// <summary>
    /// How observed events are cut into batches that change the state as one, counted from the first event observed; null where
    /// every event counts by itself. In an evaluation a batch then also ends where training or validation ends.
    /// </summary>
    Freshness? Batches => null;

    /// <summary>Forgets all observed events. What was learned stays.</summary>
    void Reset();

    /// <summary>Observes the events that are not observed yet, as far as one.</summary>
    /// <param name="events">The events; the same stream in every call until <see cref="Reset"/>.</param>
    /// <param name="to">After the last event; at least <see cref="Observed"/>.</param>
    void Observe(EventStream events, int to);

    /// <summary>Scores all candidates for every query, each at its own time. Higher is likelier; scores of one query compare.</summary>
    /// <param name="sources">The sources of the queries.</param>
    /// <param name="times">Their times, not before the last event observed.</param>
    /// <param name="scores">Receives the scores, shape [queries, candidates].</param>
    void Scores(ReadOnlySpan<int> sources, ReadOnlySpan<double> times, Span<float> scores);
}
