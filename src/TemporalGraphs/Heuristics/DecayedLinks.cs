using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>
/// The links between nodes as sums of decays, and what a source has to do with others by them. Powers of ages are added up as they are;
/// exponentials, which fall below the least double within a few hundred of their times, by their logarithms.
/// </summary>
internal sealed class DecayedLinks
{
    // What a node that never sent anything counts as having sent.
    private const double Inactive = 0.05;
    private readonly DecayScore score;
    private readonly Dictionary<long, int> places = [];
    private readonly List<Pair> pairs = [];
    private readonly List<int>[] sent;
    private readonly List<int>[] received;
    private readonly bool back;
    private readonly double[][] mass = new double[2][];
    private readonly (double Sum, double Last, double At, double Factor)[] active;

    public DecayedLinks(int nodes, DecayScore score)
    {
        Logarithmic = score.Power == 0;
        this.score = score;
        sent = new List<int>[nodes];
        received = new List<int>[nodes];
        back = score.Reverse > 0 || score.Walks > 0;
        active = new (double, double, double, double)[score.Activity > 0 ? nodes : 0];
        Array.Fill(active, (0, 0, double.NaN, 0));
        mass[0] = score.Walks > 0 ? new double[nodes] : [];
        mass[1] = score.Walks > 0 ? new double[nodes] : [];
    }

    /// <summary>Whether <see cref="Visit"/> adds logarithms.</summary>
    public bool Logarithmic { get; }

    /// <summary>Takes in an event; times ascend.</summary>
    public void Add(int source, int destination, double time)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, ((long)source << 32) | (uint)destination, out var known);
        if (!known)
        {
            place = pairs.Count;
            pairs.Add(new Pair(source, destination));
            (sent[source] ??= []).Add(place);
            if (back)
            {
                (received[destination] ??= []).Add(place);
            }
        }

        var pair = pairs[place];
        if (score.Power > 0)
        {
            pair.Add(time);
        }
        else
        {
            pair.Sum = (pair.Sum * Math.Exp((pair.Last - time) / score.Exponential)) + 1;
        }

        (pair.Last, pair.At) = (time, double.NaN);
        if (active.Length > 0)
        {
            ref var own = ref active[source];
            own = ((own.Sum * Math.Exp((own.Last - time) / score.ActivityTau)) + 1, time, double.NaN, 0);
        }
    }

    /// <summary>Adds up what the source has to do with every node it met, was met by, or reaches by a walk.</summary>
    public void Visit(int source, double now, SparseSums sums)
    {
        foreach (var place in CollectionsMarshal.AsSpan(sent[source]))
        {
            var pair = pairs[place];
            sums.Add(pair.Destination, Weighted(1, pair, pair.Destination, now));
        }

        if (score.Reverse > 0)
        {
            foreach (var place in CollectionsMarshal.AsSpan(received[source]))
            {
                var (pair, weight) = (pairs[place], score.Reverse);
                if (score.Reply != 1
                    && !(places.TryGetValue(((long)source << 32) | (uint)pair.Source, out var own) && pairs[own].Last >= pair.Last))
                {
                    weight *= score.Reply;
                }

                sums.Add(pair.Source, Weighted(weight, pair, pair.Source, now));
            }
        }

        if (score.Walks > 0)
        {
            Walk(source, now, sums);
        }
    }

    private double Weighted(double weight, Pair pair, int node, double now) => Logarithmic
        ? Math.Log(weight) + Decayed(pair, now) + Math.Log(Activity(node, now))
        : weight * Decayed(pair, now) * Activity(node, now);

    private void Walk(int source, double now, SparseSums sums)
    {
        List<int> here = [source];
        mass[0][source] = 1;
        for (var step = 0; step < 3; step++)
        {
            var (from, to, next) = (mass[step % 2], mass[1 - (step % 2)], new List<int>());
            foreach (var node in here)
            {
                var share = from[node];
                from[node] = 0;
                var (degree, most) = (0.0, 0.0);
                if (Logarithmic)
                {
                    // Only the links' shares count, so the latest may count as one.
                    most = double.NegativeInfinity;
                    foreach (var (_, logarithm) in Around(node, now))
                    {
                        most = Math.Max(most, logarithm);
                    }
                }

                foreach (var (_, decayed) in Around(node, now))
                {
                    degree += Logarithmic ? Math.Exp(decayed - most) : decayed;
                }

                foreach (var (other, decayed) in degree > 0 ? Around(node, now) : [])
                {
                    var weight = Logarithmic ? Math.Exp(decayed - most) : decayed;
                    if (to[other] == 0)
                    {
                        next.Add(other);
                    }

                    to[other] += share * weight / degree;
                }
            }

            here = next;
        }

        foreach (var node in here)
        {
            // A node whose mass was too small to count may be listed twice; the second time there is nothing left.
            sums.Add(node, Logarithmic ? Math.Log(score.Walks * mass[1][node]) : score.Walks * mass[1][node]);
            mass[1][node] = 0;
        }
    }

    private double Activity(int node, double now)
    {
        if (active.Length == 0)
        {
            return 1;
        }

        ref var own = ref active[node];
        if (own.At != now)
        {
            own.At = now;
            own.Factor = Math.Pow(Inactive + (own.Sum * Math.Exp((own.Last - now) / score.ActivityTau)), score.Activity);
        }

        return own.Factor;
    }

    private IEnumerable<(int Node, double Decayed)> Around(int node, double now)
    {
        foreach (var place in sent[node] ?? [])
        {
            yield return (pairs[place].Destination, Decayed(pairs[place], now));
        }

        foreach (var place in received[node] ?? [])
        {
            yield return (pairs[place].Source, Decayed(pairs[place], now));
        }
    }

    // A number, or its logarithm.
    private double Decayed(Pair pair, double now)
    {
        if (pair.At != now)
        {
            pair.At = now;
            pair.Value = score.Power > 0 ? Powers(pair.Times, now) : Math.Log(pair.Sum) + ((pair.Last - now) / score.Exponential);
        }

        return pair.Value;
    }

    private double Powers(ReadOnlySpan<(double Time, int Count)> times, double now)
    {
        var (sum, power) = (0.0, score.Power);
        foreach (var (time, count) in times)
        {
            var age = Math.Max(1, now - time);
            var share = power switch
            {
                0.5 => 1 / Math.Sqrt(age),
                1 => 1 / age,
                1.5 => 1 / (age * Math.Sqrt(age)),
                2 => 1 / (age * age),
                3 => 1 / (age * age * age),
                _ => Math.Pow(age, -power),
            };
            sum += count * share;
        }

        return sum;
    }

    private sealed class Pair(int source, int destination)
    {
        private readonly List<(double Time, int Count)> times = [];

        public int Source { get; } = source;

        public int Destination { get; } = destination;

        /// <summary>The times of its events and how many each had.</summary>
        public ReadOnlySpan<(double Time, int Count)> Times => CollectionsMarshal.AsSpan(times);

        public double Sum { get; set; }

        public double Last { get; set; }

        public double At { get; set; } = double.NaN;

        public double Value { get; set; }

        public void Add(double time)
        {
            if (times.Count > 0 && times[^1].Time == time)
            {
                CollectionsMarshal.AsSpan(times)[^1].Count++;
                return;
            }

            times.Add((time, 1));
        }
    }
}
