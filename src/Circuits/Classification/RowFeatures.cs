using MathNet.Numerics.LinearAlgebra;

namespace Quiver.Circuits.Classification;

/// <summary>
/// The features of rows that gates may turn by: the columns themselves, or the leading principal components where there are more than
/// <see cref="Most"/>; shifted and scaled so that they have mean 0 and standard deviation 1 over the training rows.
/// </summary>
internal sealed class RowFeatures
{
    /// <summary>The most features.</summary>
    public const int Most = 15;

    private readonly double[] mean;
    private readonly Matrix<double>? components;
    private readonly double[] scale;

    /// <summary>Learns shifts, scales and components.</summary>
    /// <param name="train">Training rows, finite, at least one.</param>
    public RowFeatures(ClassificationData train)
    {
        ArgumentNullException.ThrowIfNull(train);
        mean = DataEncoder.Mean(train);
        components = mean.Length > Most ? DataEncoder.Directions(train, mean, Most) : null;
        var projected = train.Features.Select(r => Project([.. r])).ToArray();
        scale = [.. Enumerable.Range(0, projected[0].Length).Select(f => Math.Sqrt(projected.Average(r => r[f] * r[f])))
            .Select(static s => s > 0 ? 1 / s : 0)];
    }

    /// <summary>Number of features.</summary>
    public int Count => scale.Length;

    /// <summary>Whether they are principal components.</summary>
    public bool AreComponents => components is not null;

    /// <summary>What is subtracted from a row's columns.</summary>
    public IReadOnlyList<double> Means => mean;

    /// <summary>What the differences are multiplied with, a list for each feature.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Weights => [.. Enumerable.Range(0, Count).Select(f => (IReadOnlyList<double>)[
        .. Enumerable.Range(0, mean.Length).Select(c => scale[f] * (components is null ? (c == f ? 1 : 0) : components[f, c]))])];

    /// <summary>The features of rows.</summary>
    /// <param name="data">The rows.</param>
    /// <returns>Row-major [<see cref="Count"/>, rows of data].</returns>
    public double[] Of(ClassificationData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var rows = data.Features.Length;
        var result = new double[Count * rows];
        for (var r = 0; r < rows; r++)
        {
            var values = Project([.. data.Features[r]]);
            for (var f = 0; f < Count; f++)
            {
                result[(f * rows) + r] = scale[f] * values[f];
            }
        }

        return result;
    }

    private double[] Project(double[] row)
    {
        var centred = row.Select((v, f) => v - mean[f]).ToArray();
        return components is null ? centred : (components * Vector<double>.Build.Dense(centred)).ToArray();
    }
}
