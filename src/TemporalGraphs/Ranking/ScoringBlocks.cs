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
    private readonly RankingScores?[][] sinks = [new RankingScores[Length], new RankingScores[Length]];
    private readonly RankerShape shape;
    private readonly RankedQuery[] ranks = new RankedQuery[Length];
    private Task running = Task.CompletedTask;
    private int ranked;
    private int turn;
    private int filled;
    private int? unrankable;

    /// <summary>Makes room for two blocks.</summary>
    /// <param name="weights">Parameters.</param>
    /// <param name="shape">Gives the widths.</param>
    public ScoringBlocks(RankerWeights weights, RankerShape shape)
    {
        this.shape = shape;
        scorers = [.. Enumerable.Range(0, Parts).Select(_ => new RankerScorer(weights, shape.Candidates.Count))];
        blocks = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, Length).Select(_ => new RankerQuery(shape)).ToArray())];
    }

    /// <summary>The place of the next query, which the caller fills before the next call.</summary>
    /// <param name="query">The query.</param>
    /// <param name="scores">Receives its rank, after those of earlier queries.</param>
    public RankerQuery Next(LinkQuery query, RankingScores scores)
    {
        if (filled == Length)
        {
            Start();
        }

        (sinks[turn][filled], blocks[turn][filled].Asked) = (scores, query);
        return blocks[turn][filled++];
    }

    /// <summary>Ranks what is left.</summary>
    public void Finish()
    {
        Start();
        Collect();
    }

    private void Start()
    {
        Collect();
        var (block, count) = (blocks[turn], filled);
        running = Task.Run(() => Parallel.For(0, Parts, part =>
        {
            for (var i = part * count / Parts; i < (part + 1) * count / Parts; i++)
            {
                var row = scorers[part].Score(block[i]);
                if (FiniteNumbers.FirstOther(row) >= 0)
                {
                    unrankable = block[i].Asked.Number;
                    return;
                }

                ranks[i] = RankedQuery.Of(row, shape.Candidates, block[i].Asked);
            }
        }));
        (ranked, turn, filled) = (count, 1 - turn, 0);
    }

    private void Collect()
    {
        running.GetAwaiter().GetResult();
        if (unrankable is { } query)
        {
            throw new InputException(
                $"ranker: a score of event {query} is not finite and cannot be ranked; lower the learning rate or check the times of the " +
                $"events.");
        }

        for (var i = 0; i < ranked; i++)
        {
            sinks[1 - turn][i]!.Add(ranks[i], blocks[1 - turn][i].Asked.Time);
        }

        ranked = 0;
    }
}
