using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>
/// Every validation and test event is a query that is ranked against all candidates; other true destinations of the same source and
/// time in the same part do not compete (TGB's rule for tgbl-wiki-v2).
/// </summary>
/// <param name="split">The events.</param>
/// <param name="freshness">What queries know.</param>
public sealed class TgbProtocol(LinkSplit split, Freshness freshness) : LinkProtocol(split, freshness)
{
    /// <inheritdoc/>
    public override IEnumerable<QueryBatch> Queries(bool test, bool close)
    {
        var (from, to) = test ? (Split.TestStart, Split.Count) : (Split.ValidationStart, Split.TestStart);
        var (truths, others) = (new TrueDestinations(Split.Events, from, to), new List<int>());
        var buffer = new LinkQuery[1];
        foreach (var group in QueryGroup.Cut(Split.Events, from, to, Freshness, close))
        {
            if (buffer.Length < group.Count)
            {
                buffer = new LinkQuery[Math.Max(group.Count, 2 * buffer.Length)];
            }

            for (var i = group.Start; i < group.End; i++)
            {
                buffer[i - group.Start] = Query(i, truths, others);
            }

            yield return new QueryBatch(group.Known, buffer.AsMemory(0, group.Count));
        }
    }

    /// <inheritdoc/>
    public override int FirstKnown(bool close)
    {
        var end = Math.Max(Split.TestStart, Split.ValidationStart + 1);
        return end <= Split.Count
            ? QueryGroup.Cut(Split.Events, Split.ValidationStart, end, Freshness, close).First().Known
            : Split.ValidationStart;
    }

    private LinkQuery Query(int index, TrueDestinations truths, List<int> others)
    {
        truths.Others(index, others);
        return new LinkQuery(
            index, Split.Sources[index], Split.Destinations[index], Split.Times[index], others.Count == 0 ? default : others.ToArray());
    }
}
