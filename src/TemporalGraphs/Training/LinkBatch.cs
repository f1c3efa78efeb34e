using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Training;

/// <summary>A run of consecutive events <c>[Start, End)</c> that is scored with one state of the model.</summary>
/// <param name="Start">Index of the first event.</param>
/// <param name="End">Index after the last event.</param>
public readonly record struct LinkBatch(int Start, int End)
{
    private const double MostSnapshots = 1e15;

    /// <summary>How many events the batch holds.</summary>
    public int Count => End - Start;

    /// <summary>Cuts <c>[from, to)</c> into batches.</summary>
    /// <param name="data">The events.</param>
    /// <param name="from">First event.</param>
    /// <param name="to">After the last event.</param>
    /// <param name="interval">Length of a snapshot in time units, floor convention from the first event of the data; 0 for batches of a fixed size.</param>
    /// <param name="size">Events in a batch where <paramref name="interval"/> is 0.</param>
    /// <returns>The non-empty batches in order.</returns>
    public static List<LinkBatch> Cut(LinkData data, int from, int to, double interval, int size)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (interval > 0 && !((data.Times[^1] - data.Times[0]) / interval < MostSnapshots))
        {
            throw new InputException(
                $"An interval of {interval:G6} cuts {data.Times[^1] - data.Times[0]:G6} units of time into more than {MostSnapshots:G} snapshots, which cannot be numbered: take a longer one.");
        }

        var batches = new List<LinkBatch>();
        for (var start = from; start < to;)
        {
            var end = start + 1;
            if (interval > 0)
            {
                var bin = Bin(start);
                while (end < to && Bin(end) == bin)
                {
                    end++;
                }
            }
            else
            {
                end = Math.Min(to, start + size);
            }

            batches.Add(new LinkBatch(start, end));
            start = end;
        }

        return batches;

        long Bin(int i) => (long)Snapshots.Bins.Floor(data.Times[i], data.Times[0], interval);
    }
}
