using System.Diagnostics;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>Validation and test of a training-free score.</summary>
/// <param name="Score">The score.</param>
/// <param name="Freshness">What queries knew.</param>
/// <param name="Validation">Ranks of the validation events.</param>
/// <param name="Test">Ranks of the test events.</param>
/// <param name="Seconds">Seconds to observe and rank validation and test events.</param>
public sealed record HeuristicEvaluation(LexicographicScore Score, Freshness Freshness, RankingScores Validation, RankingScores Test, double Seconds)
{
    /// <summary>Ranks every validation and test event against all destinations (TGB's tgbl-wiki-v2 rule).</summary>
    /// <param name="data">Events and split.</param>
    /// <param name="score">The score.</param>
    /// <param name="freshness">What queries may know.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Both splits' ranks.</returns>
    public static HeuristicEvaluation Run(LinkData data, LexicographicScore score, Freshness freshness, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var ranker = new HeuristicRanker(score, data.NodeCount, data.FirstCandidate, data.CandidateCount);
        var known = 0;
        var start = FirstKnown(data, freshness);
        Observe(start);
        ranker.SetWindow(data.Times[0], data.Times[data.ValidationStart - 1]);
        var clock = Stopwatch.StartNew();
        var validation = Split(data.ValidationStart, data.TestStart);
        var test = Split(data.TestStart, data.Times.Length);
        return new HeuristicEvaluation(score, freshness, validation, test, clock.Elapsed.TotalSeconds);

        RankingScores Split(int from, int to)
        {
            var scores = new RankingScores();
            var others = new List<int>();
            foreach (var group in QueryGroup.Cut(data, from, to, freshness))
            {
                cancellation.ThrowIfCancellationRequested();
                Observe(group.Known);
                for (var i = group.Start; i < group.End; i++)
                {
                    TrueDestinations.Others(data, i, from, to, others);
                    var (greater, ties) = ranker.Rank(data.Sources[i], data.Destinations[i], System.Runtime.InteropServices.CollectionsMarshal.AsSpan(others));
                    scores.Add(greater, ties);
                }
            }

            return scores;
        }

        void Observe(int to)
        {
            if (to > known)
            {
                ranker.History.Observe(data, known, to);
                known = to;
                ranker.MoveWindow();
            }
        }
    }

    /// <summary>Ranks under UTG's snapshot protocol: each snapshot is known once all its queries are answered.</summary>
    /// <param name="protocol">Edges and queries.</param>
    /// <param name="score">The score.</param>
    /// <returns>Both splits' ranks.</returns>
    public static HeuristicEvaluation Run(UtgProtocol protocol, LexicographicScore score)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        var ranker = new HeuristicRanker(score, protocol.NodeCount, 0, protocol.NodeCount);
        var (validation, test, known) = (new RankingScores(), new RankingScores(), 0);
        Observe(protocol.TrainEnd + 1);
        ranker.SetWindow(protocol.Edges[0].Snapshot, protocol.TrainEnd);
        var clock = Stopwatch.StartNew();
        foreach (var query in protocol.Queries)
        {
            Observe(query.Edge.Snapshot);
            var (greater, ties) = ranker.RankAgainst(query.Edge.Source, query.Edge.Destination, query.Negatives);
            (query.Test ? test : validation).Add(greater, ties);
        }

        return new HeuristicEvaluation(score, Freshness.PerSnapshot(1), validation, test, clock.Elapsed.TotalSeconds);

        void Observe(int snapshot)
        {
            var before = known;
            for (; known < protocol.Edges.Count && protocol.Edges[known].Snapshot < snapshot; known++)
            {
                ranker.History.Observe(protocol.Edges[known].Source, protocol.Edges[known].Destination, protocol.Edges[known].Snapshot);
            }

            if (known > before)
            {
                ranker.MoveWindow();
            }
        }
    }

    private static int FirstKnown(LinkData data, Freshness freshness)
    {
        foreach (var group in QueryGroup.Cut(data, data.ValidationStart, Math.Max(data.TestStart, data.ValidationStart + 1), freshness))
        {
            return group.Known;
        }

        return data.ValidationStart;
    }
}
