using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>The links between nodes as sums of decays, and what a source has to do with others by them.</summary>
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
    private readonly (double Sum, double Last)[] active;

    public DecayedLinks(int nodes, DecayScore score)
    {
        this.score = score;
        sent = new List<int>[nodes];
        received = new List<int>[nodes];
        back = score.Reverse > 0 || score.Walks > 0;
        active = new (double, double)[score.Activity > 0 ? nodes : 0];
        mass[0] = score.Walks > 0 ? new double[nodes] : [];
        mass[1] = score.Walks > 0 ? new double[nodes] : [];
    }

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
            pair.Times.Add(time);
        }
        else
        {
            pair.Sum = (pair.Sum * Math.Exp((pair.Last - time) / score.Exponential)) + 1;
        }

        (pair.Last, pair.At) = (time, double.NaN);
        if (active.Length > 0)
        {
            active[source] = ((active[source].Sum * Math.Exp((active[source].Last - time) / score.ActivityTau)) + 1, time);
        }
    }

    /// <summary>Tells what the source has to do with every node it met, was met by, or reaches by a walk; a node may be told
    /// several times.</summary>
    public void Visit(int source, double now, Action<int, double> tell)
    {
        foreach (var place in CollectionsMarshal.AsSpan(sent[source]))
        {
            tell(pairs[place].Destination, Decayed(pairs[place], now) * Activity(pairs[place].Destination, now));
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

                tell(pair.Source, weight * Decayed(pair, now) * Activity(pair.Source, now));
            }
        }

        if (score.Walks > 0)
        {
            Walk(source, now, tell);
        }
    }

    private void Walk(int source, double now, Action<int, double> tell)
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
                var degree = 0.0;
                foreach (var (_, weight) in Around(node, now))
                {
                    degree += weight;
                }

                foreach (var (other, weight) in degree > 0 ? Around(node, now) : [])
                {
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
            tell(node, score.Walks * mass[1][node]);
            mass[1][node] = 0;
        }
    }

    private double Activity(int node, double now) => active.Length == 0 ? 1
        : Math.Pow(Inactive + (active[node].Sum * Math.Exp((active[node].Last - now) / score.ActivityTau)), score.Activity);

    private IEnumerable<(int Node, double Weight)> Around(int node, double now)
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

    private double Decayed(Pair pair, double now)
    {
        if (pair.At != now)
        {
            pair.At = now;
            pair.Value = score.Power > 0 ? Powers(pair.Times, now) : pair.Sum * Math.Exp((pair.Last - now) / score.Exponential);
        }

        return pair.Value;
    }

    private double Powers(List<double> times, double now)
    {
        var sum = 0.0;
        foreach (var time in CollectionsMarshal.AsSpan(times))
        {
            var age = Math.Max(1, now - time);
            sum += score.Power == 2 ? 1 / (age * age) : score.Power == 1 ? 1 / age : Math.Pow(age, -score.Power);
        }

        return sum;
    }

    private sealed class Pair(int source, int destination)
    {
        public int Source { get; } = source;

        public int Destination { get; } = destination;

        public List<double> Times { get; } = [];

        public double Sum { get; set; }

        public double Last { get; set; }

        public double At { get; set; } = double.NaN;

        public double Value { get; set; }
    }
}
