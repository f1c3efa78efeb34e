using MathNet.Numerics.Distributions;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Affinity;

/// <summary>Makes labels of known structure: nodes whose affinities drift slowly, and are seen with noise.</summary>
/// <param name="Nodes">Nodes, ids 0 upwards.</param>
/// <param name="Classes">Classes, ids after the nodes.</param>
/// <param name="Times">Times 0, 1, ...</param>
/// <param name="Drift">Deviation of the steps of a logarithm from one time to the next.</param>
/// <param name="Noise">Deviation of what is seen around the logarithm itself.</param>
/// <param name="Seed">Fixes the labels.</param>
public sealed record AffinityGenerator(int Nodes, int Classes, int Times, double Drift = 0.1, double Noise = 0.5, int Seed = 0)
{
    private const double Spread = 1.5;

    /// <summary>Makes the rows: every node at every time, with its <see cref="Named"/> likeliest classes.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Rows from node to class, weighted.</returns>
    /// <exception cref="InvalidOperationException">A number is out of range.</exception>
    public EventStream Create(CancellationToken cancellationToken = default)
    {
        if (Nodes < 1 || Classes < 1 || Times < 1 || (long)Nodes + Classes > int.MaxValue || !(Drift >= 0) || !(Noise >= 0))
        {
            throw new InvalidOperationException("Labels need at least one node, class and time, and a drift and noise of at least 0.");
        }

        var random = new Random(Seed);
        var affinity = new double[Nodes][];
        for (var n = 0; n < Nodes; n++)
        {
            affinity[n] = new double[Classes];
            for (var c = 0; c < Classes; c++)
            {
                affinity[n][c] = Spread * Normal.Sample(random, 0, 1);
            }
        }

        var (sources, destinations, times, weights) = (new List<int>(), new List<int>(), new List<double>(), new List<float>());
        for (var t = 0; t < Times; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var n = 0; n < Nodes; n++)
            {
                var seen = new double[Classes];
                for (var c = 0; c < Classes; c++)
                {
                    affinity[n][c] += Drift * Normal.Sample(random, 0, 1);
                    seen[c] = Math.Exp(affinity[n][c] + (Noise * Normal.Sample(random, 0, 1)));
                }

                var named = Enumerable.Range(0, Classes).OrderByDescending(c => seen[c]).Take(Named).ToArray();
                var total = named.Sum(c => seen[c]);
                foreach (var c in named)
                {
                    sources.Add(n);
                    destinations.Add(Nodes + c);
                    times.Add(t);
                    weights.Add((float)(seen[c] / total));
                }
            }
        }

        return new EventStream([.. sources], [.. destinations], [.. times], [.. weights]);
    }

    /// <summary>Classes in a label: at most 20.</summary>
    public int Named => Math.Min(20, Classes);
}
