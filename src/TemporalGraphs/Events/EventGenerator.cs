namespace Quiver.TemporalGraphs.Events;

/// <summary>Makes event streams of known structure: users who return to what they know, with popular items and rare surprises.</summary>
/// <param name="Sources">Users, ids 0 upwards.</param>
/// <param name="Destinations">Items, ids after the users.</param>
/// <param name="Count">Events.</param>
/// <param name="Recurrence">Probability that a user repeats one of its last items.</param>
/// <param name="Seed">Fixes the stream.</param>
public sealed record EventGenerator(int Sources, int Destinations, int Count, double Recurrence = 0.8, int Seed = 0)
{
    private const int Memory = 4;

    /// <summary>Makes the stream: times grow by exponential gaps with mean 1; users are drawn evenly; with probability
    /// <see cref="Recurrence"/> an item among the user's last four, otherwise one with probability proportional to 1/(1+rank).</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The events.</returns>
    /// <exception cref="InvalidOperationException">A number is out of range.</exception>
    public EventStream Create(CancellationToken cancellationToken = default)
    {
        var walk = Start();
        var (sources, destinations, times) = (new int[Count], new int[Count], new double[Count]);
        for (var at = 0; at < Count; at += EventArchive.Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = Math.Min(EventArchive.Block, Count - at);
            walk.Fill(sources.AsSpan(at, size), destinations.AsSpan(at, size), times.AsSpan(at, size));
        }

        return new EventStream(sources, destinations, times);
    }

    /// <summary>Begins to make the stream.</summary>
    /// <exception cref="InvalidOperationException">A number is out of range.</exception>
    internal Walk Start() =>
        Sources < 1 || Destinations < 1 || Count < 1 || (long)Sources + Destinations > int.MaxValue || !(Recurrence is >= 0 and <= 1)
            ? throw new InvalidOperationException(
                "A stream needs at least one source, destination and event, and a recurrence from 0 to 1.")
            : new Walk(this);

    /// <summary>The stream as far as it is made.</summary>
    internal sealed class Walk(EventGenerator of)
    {
        private readonly Random random = new(of.Seed);
        private readonly int[] recent = new int[(long)of.Sources * Memory];
        private readonly byte[] known = new byte[of.Sources];
        private readonly double scale = Math.Log(of.Destinations + 1.0);
        private double now;

        /// <summary>Makes the events that come next.</summary>
        public void Fill(Span<int> sources, Span<int> destinations, Span<double> times)
        {
            for (var i = 0; i < sources.Length; i++)
            {
                var source = random.Next(of.Sources);
                var place = (long)source * Memory;
                int item;
                if (known[source] > 0 && random.NextDouble() < of.Recurrence)
                {
                    item = recent[place + random.Next(Math.Min(known[source], (byte)Memory))];
                }
                else
                {
                    // The inverse of the cumulative of 1/(1+r).
                    item = Math.Min(of.Destinations - 1, (int)(Math.Exp(random.NextDouble() * scale) - 1));
                    recent[place + (known[source] % Memory)] = item;
                    known[source] = known[source] == (2 * Memory) - 1 ? (byte)Memory : (byte)(known[source] + 1);
                }

                now += -Math.Log(1 - random.NextDouble());
                (sources[i], destinations[i], times[i]) = (source, of.Sources + item, now);
            }
        }
    }
}
