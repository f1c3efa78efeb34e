namespace Quiver.TemporalGraphs.Affinity;

/// <summary>
/// A learned mixture of forecasts: each is made a distribution over the classes, and their shares, which add up to one, are those under
/// which the labels of training were likeliest (expectation–maximisation). Nodes with few labels have shares of their own.
/// </summary>
public sealed class AffinityMixture : IAffinityForecaster
{
    private const int Rounds = 60;
    private const double Least = 1e-12;
    private static readonly int[] Bands = [0, 1, 2, 4, 8, int.MaxValue];
    private readonly IAffinityForecaster[] parts;
    private readonly double[][] shares;
    private readonly int[] seen;
    private readonly double[][] rows;

    private AffinityMixture(IAffinityForecaster[] parts, double[][] shares, int nodes, int classes)
    {
        (this.parts, this.shares, seen) = (parts, shares, new int[nodes]);
        rows = [.. parts.Select(_ => new double[classes])];
    }

    /// <inheritdoc/>
    public string Name => "mixture";

    /// <summary>Parameters: shares that are free.</summary>
    public int ParameterCount => shares.Length * (parts.Length - 1);

    /// <summary>Learns the shares from the training labels.</summary>
    /// <param name="labels">Labels; validation and test are not looked at.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The mixture, which has observed nothing.</returns>
    public static AffinityMixture Learn(AffinityLabels labels, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var mixture = new AffinityMixture(
            Parts(labels), [.. Bands.Select(_ => Even(Parts(labels).Length))], labels.Nodes, labels.Classes);
        var examples = mixture.Examples(labels, cancellationToken);
        for (var band = 0; band < Bands.Length; band++)
        {
            mixture.shares[band] = Fit(examples[band], mixture.parts.Length, cancellationToken);
        }

        return new AffinityMixture(Parts(labels), mixture.shares, labels.Nodes, labels.Classes);
    }

    /// <inheritdoc/>
    public void Forecast(int node, Span<double> scores)
    {
        Fill(node);
        scores.Clear();
        var share = shares[Band(seen[node])];
        for (var p = 0; p < parts.Length; p++)
        {
            for (var c = 0; c < scores.Length; c++)
            {
                scores[c] += share[p] * rows[p][c];
            }
        }
    }

    /// <inheritdoc/>
    public void Observe(AffinityLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        seen[label.Node]++;
        foreach (var part in parts)
        {
            part.Observe(label);
        }
    }

    private static IAffinityForecaster[] Parts(AffinityLabels labels) =>
    [
        new Persistence(labels.Nodes), new MovingAverage(labels.Nodes, 1.5), new MovingAverage(labels.Nodes, 2.5),
        new MovingAverage(labels.Nodes, 5), new MovingAverage(labels.Nodes, 10), new MovingAverage(labels.Nodes, 30),
        new AffinityPopularity(labels.Classes, 0.5), new AffinityPopularity(labels.Classes, 1),
    ];

    private static int Band(int count) => Array.FindIndex(Bands, b => count <= b);

    private static double[] Even(int count)
    {
        var even = new double[count];
        Array.Fill(even, 1.0 / count);
        return even;
    }

    // For every training label and class named in it: its share of the label, and what each part gave the class.
    private List<(double Weight, double[] Given)>[] Examples(AffinityLabels labels, CancellationToken cancellationToken)
    {
        var examples = Array.ConvertAll(Bands, _ => new List<(double, double[])>());
        for (var start = 0; start < labels.ValidationStart;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = AffinityEvaluation.SameTime(labels, start, labels.ValidationStart);
            foreach (var label in labels.All.AsSpan()[start..end])
            {
                var total = label.Weights.Sum();
                Fill(label.Node);
                for (var k = 0; k < label.Classes.Length && total > 0; k++)
                {
                    var named = label.Classes[k];
                    examples[Band(seen[label.Node])].Add((label.Weights[k] / total, [.. rows.Select(r => r[named])]));
                }
            }

            foreach (var label in labels.All.AsSpan()[start..end])
            {
                Observe(label);
            }

            start = end;
        }

        return examples;
    }

    private static double[] Fit(List<(double Weight, double[] Given)> examples, int parts, CancellationToken cancellationToken)
    {
        var share = Even(parts);
        for (var round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = new double[parts];
            foreach (var (weight, given) in examples)
            {
                var sum = Least;
                for (var p = 0; p < parts; p++)
                {
                    sum += share[p] * given[p];
                }

                for (var p = 0; p < parts; p++)
                {
                    next[p] += weight * share[p] * given[p] / sum;
                }
            }

            var total = next.Sum();
            if (total <= Least)
            {
                // Nothing explains any label: there is nothing to learn from.
                return share;
            }

            share = Array.ConvertAll(next, n => n / total);
        }

        return share;
    }

    private void Fill(int node)
    {
        for (var p = 0; p < parts.Length; p++)
        {
            parts[p].Forecast(node, rows[p]);
            var total = rows[p].Sum();
            foreach (ref var value in rows[p].AsSpan())
            {
                value = total > 0 ? value / total : 0;
            }
        }
    }
}
