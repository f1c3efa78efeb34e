using System.Runtime.InteropServices;
using Quiver.Core.Numbers;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>Ranks queries on all cores, a block at a time, while the caller reads the features of the next block.</summary>
internal sealed class ScoringBlocks
{
    private const int Length = 64;
    private const int Parts = 4;
    private readonly RankerScorer[] scorers;
    private readonly RankerQuery[][] blocks;
    private readonly RankedQuery[] ranks = new RankedQuery[Length];
    private Task running = Task.CompletedTask;
    private int ranked;
    private int turn;
    private int filled;
    private int? unrankable;

    /// <summary>Makes room for two blocks.</summary>
    /// <param name="weights">Parameters.</param>
    /// <param name="shape">Gives the widths.</param>
    public ScoringBlocks(RankerWeights weights, RankerFeatures shape)
    {
        scorers = [.. Enumerable.Range(0, Parts).Select(_ => new RankerScorer(weights, shape))];
        blocks = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, Length).Select(_ => new RankerQuery(shape)).ToArray())];
    }

    /// <summary>The place of the next query, which the caller fills before the next call.</summary>
    /// <param name="scores">Receives the ranks of earlier queries, in order.</param>
    public RankerQuery Next(RankingScores scores)
    {
        if (filled == Length)
        {
            Start(scores);
        }

        return blocks[turn][filled++];
    }

    /// <summary>Ranks what is left.</summary>
    /// <param name="scores">Receives the ranks.</param>
    public void Finish(RankingScores scores)
    {
        Start(scores);
        Collect(scores);
    }

    /// <summary>The sentence about a query whose scores are not finite.</summary>
    /// <param name="query">Its event.</param>
    public static string Diverged(int query) =>
        $"ranker: a score of event {query} is not finite and cannot be ranked; lower the learning rate or check the times of the events.";

    private void Start(RankingScores scores)
    {
        Collect(scores);
        var (block, count) = (blocks[turn], filled);
        running = Task.Run(() => Parallel.For(0, Parts, part =>
        {
            for (var i = part * count / Parts; i < (part + 1) * count / Parts; i++)
            {
                var row = scorers[part].Score(block[i]);
                if (FiniteNumbers.FirstOther(row) >= 0)
                {
                    unrankable = block[i].Event;
                    return;
                }

                ranks[i] = RankedQuery.Of(row, block[i].Target, CollectionsMarshal.AsSpan(block[i].Excluded), block[i].Event);
            }
        }));
        (ranked, turn, filled) = (count, 1 - turn, 0);
    }

    private void Collect(RankingScores scores)
    {
        running.GetAwaiter().GetResult();
        if (unrankable is { } query)
        {
            throw new InputException(Diverged(query));
        }

        for (var i = 0; i < ranked; i++)
        {
            scores.Add(ranks[i]);
        }

        ranked = 0;
    }
}
