using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Classification;

/// <summary>Turns rows into states; scales and principal components come from the training rows alone.</summary>
internal sealed class DataEncoder
{
    private const int MostComponentQubits = 4;

    // Mean square of the components together against that of the constant beside them.
    private const double Spread = 1;
    private readonly DataEncoding encoding;
    private readonly double[] mean = [];
    private readonly Matrix<double>? components;
    private readonly double[] low = [];
    private readonly double[] high = [];
    private readonly double scale;

    /// <summary>Learns the scales.</summary>
    /// <param name="encoding">How rows become states.</param>
    /// <param name="qubits">Number of qubits; 0 takes as many as the features need (angle: at most 8).</param>
    /// <param name="train">Training rows.</param>
    /// <exception cref="ArgumentException">No rows, or more features than 2^n amplitudes.</exception>
    public DataEncoder(DataEncoding encoding, int qubits, ClassificationData train)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.Features.Length == 0)
        {
            throw new ArgumentException("There are no training rows.", nameof(train));
        }

        RequireFinite(train);
        this.encoding = encoding;
        var width = train.Features[0].Length;
        if (encoding == DataEncoding.Amplitude)
        {
            var needed = Holding(width);
            Qubits = qubits == 0 ? needed : qubits;
            if (Qubits < needed || Qubits > 16)
            {
                throw new ArgumentException(
                    $"{width} features need {needed} qubits as amplitudes, at most 16; asked for {Qubits}.", nameof(qubits));
            }

            return;
        }

        Qubits = qubits > 0 ? qubits : encoding switch
        {
            DataEncoding.None => Math.Max(2, train.Classes),
            DataEncoding.Angle => Math.Min(width, 8),
            _ => ComponentQubits(train),
        };
        if (Qubits > 16)
        {
            throw new ArgumentException($"Data sets are simulated on at most 16 qubits, not {Qubits}.", nameof(qubits));
        }

        if (encoding == DataEncoding.None)
        {
            return;
        }

        mean = Mean(train);
        var most = encoding == DataEncoding.Angle ? Qubits : (1 << Qubits) - 1;
        var leads = encoding is DataEncoding.Components or DataEncoding.Covariance;
        if (width > most || leads)
        {
            components = Directions(train, mean, Math.Min(most, width), standardised: encoding != DataEncoding.Covariance);
        }

        if (leads)
        {
            var square = train.Features.Average(row => Project(row).Sum(static v => v * v));
            scale = square > 0 ? Math.Sqrt(Spread / square) : 0;
            return;
        }

        var projected = train.Features.Select(row => Project(row)).ToArray();
        low = [.. Enumerable.Range(0, projected[0].Length).Select(f => projected.Min(r => r[f]))];
        high = [.. Enumerable.Range(0, projected[0].Length).Select(f => projected.Max(r => r[f]))];
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Qubits that hold a constant and the principal components of rows, 4 at most unless asked for.</summary>
    /// <param name="data">Rows, at least one.</param>
    public static int ComponentQubits(ClassificationData data) =>
        Math.Min(MostComponentQubits, Holding(data.Features[0].Length + 1));

    /// <summary>The states of rows, as real amplitudes.</summary>
    /// <param name="data">The rows.</param>
    /// <returns>Row-major [2^n, rows of data]; qubit 0 is the most significant bit.</returns>
    public double[] Encode(ClassificationData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        RequireFinite(data);
        var (dimension, columns) = (1 << Qubits, data.Features.Length);
        var states = new double[dimension * columns];
        for (var c = 0; c < columns; c++)
        {
            var amplitudes = encoding switch
            {
                DataEncoding.None => [1, .. new double[dimension - 1]],
                DataEncoding.Amplitude => Amplitudes(data.Features[c]),
                DataEncoding.Components or DataEncoding.Covariance =>
                    Amplitudes(Repeated([1, .. Project(data.Features[c]).Select(v => scale * v)])),
                _ => Product(Project(data.Features[c])),
            };
            for (var r = 0; r < dimension; r++)
            {
                states[(r * columns) + c] = amplitudes[r];
            }
        }

        return states;
    }

    private static void RequireFinite(ClassificationData data)
    {
        foreach (var (row, features) in data.Features.Index())
        {
            if (FiniteNumbers.FirstOther(features.AsSpan()) is var other and >= 0)
            {
                throw new ArgumentException($"Feature {other} of row {row} is not finite.", nameof(data));
            }
        }
    }

    // Qubits that the components leave over are in |+>: in |0> no gate on them would have a slope.
    private ImmutableArray<double> Repeated(double[] amplitudes)
    {
        var length = 1 << Holding(amplitudes.Length);
        return [.. Enumerable.Range(0, 1 << Qubits).Select(i => i % length < amplitudes.Length ? amplitudes[i % length] : 0)];
    }

    private static int Holding(int amplitudes) => Math.Max(1, (int)Math.Ceiling(Math.Log2(amplitudes)));

    /// <summary>The mean of every feature.</summary>
    internal static double[] Mean(ClassificationData train) =>
        [.. Enumerable.Range(0, train.Features[0].Length).Select(f => train.Features.Average(r => r[f]))];

    /// <summary>The leading directions of the training rows, standardised or not, as rows; features that are constant count for
    /// nothing.</summary>
    internal static Matrix<double> Directions(ClassificationData train, double[] mean, int count, bool standardised = true)
    {
        var width = mean.Length;
        var spread = Enumerable.Range(0, width).Select(f => Math.Sqrt(train.Features.Average(r => (r[f] - mean[f]) * (r[f] - mean[f]))))
            .Select(s => standardised || s == 0 ? s : 1).ToArray();
        var centred = Matrix<double>.Build.Dense(
            train.Features.Length, width, (r, f) => spread[f] > 0 ? (train.Features[r][f] - mean[f]) / spread[f] : 0);
        var directions = centred.Svd().VT.SubMatrix(0, count, 0, width);
        return Matrix<double>.Build.Dense(count, width, (q, f) => spread[f] > 0 ? directions[q, f] / spread[f] : 0);
    }

    private double[] Project(ImmutableArray<double> row) => components is null
        ? [.. row]
        : (components * Vector<double>.Build.Dense(row.Select((v, f) => v - mean[f]).ToArray())).ToArray();

    private double[] Amplitudes(ImmutableArray<double> row)
    {
        var result = new double[1 << Qubits];
        row.CopyTo(result);

        // Scaled first: squares of large or tiny features would leave the range of numbers.
        var largest = row.Max(Math.Abs);
        for (var i = 0; i < row.Length && largest > 0; i++)
        {
            result[i] /= largest;
        }

        var norm = Math.Sqrt(result.Sum(static v => v * v));
        if (norm > 0)
        {
            for (var i = 0; i < result.Length; i++)
            {
                result[i] /= norm;
            }
        }
        else
        {
            result[0] = 1;
        }

        return result;
    }

    private double[] Product(double[] values)
    {
        double[] state = [1];
        for (var q = 0; q < Qubits; q++)
        {
            var angle = q < values.Length && high[q] > low[q] ? Math.PI * Math.Clamp((values[q] - low[q]) / (high[q] - low[q]), 0, 1) : 0;
            var (sin, cos) = Math.SinCos(angle / 2);
            state = [.. state.SelectMany(a => new[] { a * cos, a * sin })];
        }

        return state;
    }
}
