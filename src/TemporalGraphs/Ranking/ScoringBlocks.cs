using Quiver.Core.Numbers;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>Ranks queries on all cores, a block at a time, while the caller reads the features of the next block. Queries of one source
/// and time can share their scores.</summary>
internal sealed class ScoringBlocks
{
    private const int Length = 64;
    private const int Parts = 4;
    private readonly RankerScorer[] scorers;
    private readonly RankerQuery[][] blocks;
    private readonly List<(int Place, LinkQuery Query, Action<RankedQuery> Tell)>[] asked = [[], []];
    private readonly RankerShape shape;
    private RankedQuery[] ranks = [];
    private Task running = Task.CompletedTask;
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
    /// <param name="tell">Told its rank, after those of earlier queries.</param>
    public RankerQuery Next(LinkQuery query, Action<RankedQuery> tell)
    {
        if (filled == Length)
        {
            Start();
        }

        asked[turn].Add((filled, query, tell));
        return blocks[turn][filled++];
    }

    /// <summary>Asks another query of the source and time of the last one, in the same state.</summary>
    /// <param name="query">The query.</param>
    /// <param name="tell">Told its rank.</param>
    public void Also(LinkQuery query, Action<RankedQuery> tell) => asked[turn].Add((filled - 1, query, tell));

    /// <summary>Ranks what is left.</summary>
    public void Finish()
    {
        Start();
        Collect();
    }

    private void Start()
    {
        Collect();
        var (block, count, queries) = (blocks[turn], filled, asked[turn]);
        ranks = ranks.Length < queries.Count ? new RankedQuery[Math.Max(queries.Count, 2 * ranks.Length)] : ranks;
        running = Task.Run(() => Parallel.For(0, Parts, part =>
        {
            var (first, end) = (part * count / Parts, (part + 1) * count / Parts);
            var scored = -1;
            ReadOnlySpan<float> row = [];
            for (var k = FirstOf(first); k < queries.Count && queries[k].Place < end; k++)
            {
                var (place, query, _) = queries[k];
                if (place != scored)
                {
                    scored = place;
                    row = scorers[part].Score(block[place]);
                    if (FiniteNumbers.FirstOther(row) >= 0)
                    {
                        unrankable = query.Number;
                        return;
                    }
                }

                ranks[k] = RankedQuery.Of(row, shape.Candidates, query);
            }
        }));
        (turn, filled) = (1 - turn, 0);

        // Places ascend.
        int FirstOf(int place)
        {
            var (low, high) = (0, queries.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = queries[middle].Place < place ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
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

        var queries = asked[1 - turn];
        for (var k = 0; k < queries.Count; k++)
        {
            queries[k].Tell(ranks[k]);
        }

        queries.Clear();
    }
}
