using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Classification;

/// <summary>Turns rows into states; scales and principal components come from the training rows alone.</summary>
internal sealed class DataEncoder
{
    private readonly DataEncoding encoding;
    private readonly double[] mean = [];
    private readonly Matrix<double>? components;
    private readonly double[] low = [];
    private readonly double[] high = [];

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
            var needed = Math.Max(1, (int)Math.Ceiling(Math.Log2(width)));
            Qubits = qubits == 0 ? needed : qubits;
            if (Qubits < needed || Qubits > 16)
            {
                throw new ArgumentException(
                    $"{width} features need {needed} qubits as amplitudes, at most 16; asked for {Qubits}.", nameof(qubits));
            }

            return;
        }

        Qubits = qubits == 0 ? Math.Min(width, 8) : qubits;
        if (Qubits > 16)
        {
            throw new ArgumentException($"Data sets are simulated on at most 16 qubits, not {Qubits}.", nameof(qubits));
        }

        mean = [.. Enumerable.Range(0, width).Select(f => train.Features.Average(r => r[f]))];
        if (width > Qubits)
        {
            var spread = Enumerable.Range(0, width).Select(f => Math.Sqrt(train.Features.Average(r => (r[f] - mean[f]) * (r[f] - mean[f]))))
                .ToArray();
            var centred = Matrix<double>.Build.Dense(
                train.Features.Length, width, (r, f) => spread[f] > 0 ? (train.Features[r][f] - mean[f]) / spread[f] : 0);
            var directions = centred.Svd().VT.SubMatrix(0, Qubits, 0, width);
            components = Matrix<double>.Build.Dense(Qubits, width, (q, f) => spread[f] > 0 ? directions[q, f] / spread[f] : 0);
        }

        var projected = train.Features.Select(row => Project(row)).ToArray();
        low = [.. Enumerable.Range(0, projected[0].Length).Select(f => projected.Min(r => r[f]))];
        high = [.. Enumerable.Range(0, projected[0].Length).Select(f => projected.Max(r => r[f]))];
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

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
            var amplitudes = encoding == DataEncoding.Amplitude ? Amplitudes(data.Features[c]) : Product(Project(data.Features[c]));
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
