using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using Quiver.Circuits.Classification;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;

namespace Quiver.Circuits.Problems;

/// <summary>
/// A classifier: rows are encoded as states, the circuit acts, and Z on the first qubits gives the classes' scores. The cost is
/// the mean cross-entropy of the training rows; two classes are told apart by the sign of Z on qubit 0.
/// </summary>
public sealed class ClassificationProblem : CircuitProblem
{
    /// <summary>What an expectation value between -1 and 1 is multiplied with to become a logit.</summary>
    public const double LogitScale = 4;

    private readonly ClassificationData train;
    private readonly ClassificationData test;
    private readonly double[] trainStates;
    private readonly double[] testStates;
    private readonly double[] trainFeatures;
    private readonly double[] testFeatures;
    private readonly int classes;

    private ClassificationProblem(
        string name, DataEncoding encoding, DataEncoder encoder, ClassificationData train, ClassificationData test, int classes)
        : base(name, encoder.Qubits, encoding == DataEncoding.None ? Plus(encoder.Qubits) : null)
    {
        this.train = train;
        this.test = test;
        this.classes = classes;
        Encoding = encoding;
        trainStates = encoder.Encode(train);
        testStates = encoder.Encode(test);
        var features = new RowFeatures(train);
        (Features, FeaturesAreComponents) = (features.Count, features.AreComponents);
        (FeatureMeans, FeatureWeights) = (features.Means, features.Weights);
        trainFeatures = features.Of(train);
        testFeatures = features.Of(test);
    }

    /// <summary>Features that gates may turn by.</summary>
    public int Features { get; }

    /// <summary>Whether they are principal components of the training rows; else they are the columns themselves. Both have mean 0 and
    /// standard deviation 1 over the training rows.</summary>
    public bool FeaturesAreComponents { get; }

    /// <summary>Training rows.</summary>
    public int TrainRows => train.Labels.Length;

    /// <summary>Test rows.</summary>
    public int TestRows => test.Labels.Length;

    /// <summary>How rows become states.</summary>
    public DataEncoding Encoding { get; }

    /// <summary>What is subtracted from a row's columns before <see cref="FeatureWeights"/> make features of them.</summary>
    public IReadOnlyList<double> FeatureMeans { get; }

    /// <summary>For each feature its weight of every column.</summary>
    public IReadOnlyList<IReadOnlyList<double>> FeatureWeights { get; }

    /// <summary>Training rows of the rarest class.</summary>
    public int RarestClass => train.RarestClass;

    /// <summary>Builds the problem.</summary>
    /// <param name="data">Rows of at least two classes.</param>
    /// <param name="encoding">How rows become states.</param>
    /// <param name="qubits">Number of qubits; 0 for what the features need.</param>
    /// <param name="testShare">Share of test rows.</param>
    /// <param name="seed">Fixes the split.</param>
    /// <returns>The problem.</returns>
    /// <exception cref="ArgumentException">Fewer than two classes, or more classes than qubits.</exception>
    public static ClassificationProblem Create(ClassificationData data, DataEncoding encoding, int qubits = 0, double testShare = 0.3,
        int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        var (train, test) = data.Split(testShare, seed);
        return Create(data.Name, train, test, encoding, encoding is DataEncoding.Components or DataEncoding.Covariance && qubits == 0
            ? Math.Max(DataEncoder.ComponentQubits(data), data.Classes == 2 ? 1 : data.Classes)
            : qubits, data.Classes);
    }

    /// <summary>The same problem on parts of the training rows, for cross-validation: what rows are encoded by comes from the rows outside
    /// the part alone.</summary>
    /// <param name="folds">Parts, at least 2 and at most <see cref="RarestClass"/>.</param>
    /// <param name="seed">Fixes the parts.</param>
    /// <returns>One problem a part: the part is its test rows, the others its training rows.</returns>
    public IReadOnlyList<ClassificationProblem> Folds(int folds, int seed) =>
        [.. train.Folds(folds, seed).Select(f => Create(Name, f.Train, f.Test, Encoding, Qubits, classes))];

    private static ClassificationProblem Create(
        string name, ClassificationData train, ClassificationData test, DataEncoding encoding, int qubits, int classes)
    {
        var encoder = new DataEncoder(encoding, qubits, train);
        if (classes < 2 || (classes > 2 && classes > encoder.Qubits))
        {
            throw new ArgumentException(
                $"{name} has {classes} classes; {encoder.Qubits} qubits tell 2 to {encoder.Qubits} apart.", nameof(train));
        }

        return new ClassificationProblem(name, encoding, encoder, train, test, classes);
    }

    // All qubits turned into |+>: in |0> no gate on one that is read would have a slope.
    private static Circuit Plus(int qubits)
    {
        var builder = new CircuitBuilder(qubits);
        for (var q = 0; q < qubits; q++)
        {
            builder.RY(Math.PI / 2, q);
        }

        return builder.Build();
    }

    /// <summary>Circuits act on states of data.</summary>
    internal override bool ActsOnAnyState => true;

    /// <inheritdoc/>
    public override long EvaluationWork(int angles)
    {
        var amplitudes = (long)TrainRows << Qubits;
        return 1000 + (DataProgram.BecomesMatrix(Qubits, angles, TrainRows)
            ? (amplitudes * (2 + (1L << Qubits >> 1))) + ((long)angles << (2 * Qubits))
            : amplitudes * (1 + angles));
    }

    /// <inheritdoc/>
    public override long EvaluationWork(int angles, int uploads) =>
        uploads == 0 ? EvaluationWork(angles) : 1000 + (((long)TrainRows << Qubits) * (1 + angles + uploads));

    /// <inheritdoc/>
    public override ICircuitCost CreateCost() => new Cost(Qubits, trainStates, trainFeatures, train.Labels, classes);

    /// <summary>The share of rows that a circuit classifies rightly.</summary>
    /// <param name="circuit">A circuit with bound angles.</param>
    /// <param name="onTest">True for the test rows, false for the training rows.</param>
    /// <returns>Between 0 and 1.</returns>
    public double Accuracy(Circuit circuit, bool onTest) => Accuracy(ClassifierCircuit.Of(circuit), onTest);

    /// <summary>The share of rows that a circuit classifies rightly.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="onTest">True for the test rows, false for the training rows.</param>
    /// <returns>Between 0 and 1.</returns>
    public double Accuracy(ClassifierCircuit circuit, bool onTest)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        using var cost = new Cost(Qubits, onTest ? testStates : trainStates, onTest ? testFeatures : trainFeatures,
            onTest ? test.Labels : train.Labels, classes);
        cost.Use(circuit.Circuit, circuit.Uploads.AsSpan());
        return cost.Accuracy(circuit.Angles.AsSpan());
    }

    /// <summary>Qubits whose Z is read: 1 for two classes, else one a class; the first ones.</summary>
    public int Readouts => classes == 2 ? 1 : classes;

    /// <summary>The state that a test row becomes.</summary>
    /// <param name="row">0 to <see cref="TestRows"/> - 1.</param>
    /// <returns>2^n amplitudes with norm 1, qubit 0 the most significant bit.</returns>
    public Complex[] TestState(int row) =>
        [.. Enumerable.Range(0, 1 << Qubits).Select(r => new Complex(testStates[(r * TestRows) + row], 0))];

    /// <summary>What a circuit makes of the test rows.</summary>
    /// <param name="circuit">A circuit with bound angles.</param>
    /// <returns>Row-major [<see cref="TestRows"/>, <see cref="Readouts"/>]: the expectation value of Z on each qubit that is
    /// read.</returns>
    public double[] TestScores(Circuit circuit) => TestScores(ClassifierCircuit.Of(circuit));

    /// <summary>What a circuit makes of the test rows.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <returns>Row-major [<see cref="TestRows"/>, <see cref="Readouts"/>]: the expectation value of Z on each qubit that is
    /// read.</returns>
    public double[] TestScores(ClassifierCircuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        using var cost = new Cost(Qubits, testStates, testFeatures, test.Labels, classes);
        cost.Use(circuit.Circuit, circuit.Uploads.AsSpan());
        return cost.Scores(circuit.Angles.AsSpan());
    }

    /// <summary>What gates turn by in a test row.</summary>
    /// <param name="row">0 to <see cref="TestRows"/> - 1.</param>
    /// <returns><see cref="Features"/> numbers.</returns>
    public double[] TestFeatures(int row) => [.. Enumerable.Range(0, Features).Select(f => testFeatures[(f * TestRows) + row])];

    private sealed class Cost : IDataCost
    {
        private readonly DataProgram program;
        private readonly ImmutableArray<int> labels;
        private readonly int readouts;
        private readonly double[][] scores;
        private readonly double[] weights;
        private readonly int qubits;
        private DataInsertions? insertions;

        public Cost(int qubits, double[] states, double[] features, ImmutableArray<int> labels, int classes)
        {
            this.qubits = qubits;
            this.labels = labels;
            program = new DataProgram(qubits, states, [], features);
            readouts = classes == 2 ? 1 : classes;
            scores = [.. Enumerable.Range(0, readouts).Select(_ => new double[program.Blocks * program.Width])];
            weights = new double[program.Width];
        }

        public int Dimension => program.ParameterCount;

        public void Use(Circuit circuit) => program.Use(circuit);

        public void Use(Circuit circuit, ReadOnlySpan<int> uploads) => program.Use(circuit, uploads);

        public double Value(ReadOnlySpan<double> x)
        {
            program.Bind(x);
            double loss = 0;
            for (var block = 0; block < program.Blocks; block++)
            {
                Score(block);
                loss += Loss(block, differentiate: false);
            }

            return loss;
        }

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            program.Bind(x);
            gradient.Clear();
            double loss = 0;
            for (var block = 0; block < program.Blocks; block++)
            {
                Score(block);
                loss += Loss(block, differentiate: true);
                FillCotangents(block);
                program.Backward(block, gradient);
            }

            program.End(gradient);
            return loss;
        }

        public (double Value, double Variance) Insertions(
            ReadOnlySpan<double> x, ReadOnlySpan<RotationProbe> probes, Span<double> derivatives)
        {
            program.Bind(x);
            double loss = 0;
            for (var block = 0; block < program.Blocks; block++)
            {
                Score(block);
                loss += Loss(block, differentiate: true);
                FillCotangents(block);
            }

            (insertions ??= new DataInsertions(qubits)).Derivatives(program, probes, derivatives);
            return (loss, 0);
        }

        public double[] Scores(ReadOnlySpan<double> x)
        {
            program.Bind(x);
            for (var block = 0; block < program.Blocks; block++)
            {
                Score(block);
            }

            return [.. Enumerable.Range(0, labels.Length).SelectMany(c => scores.Select(s => s[c]))];
        }

        public double Accuracy(ReadOnlySpan<double> x)
        {
            var all = Scores(x);
            var right = 0;
            for (var c = 0; c < labels.Length; c++)
            {
                var row = all.AsSpan(c * readouts, readouts);
                right += (readouts == 1 ? (row[0] >= 0 ? 0 : 1) : TensorPrimitives.IndexOfMax<double>(row)) == labels[c] ? 1 : 0;
            }

            return right / (double)labels.Length;
        }

        public void Dispose()
        {
        }

        // Behind Loss the scores hold dL/dz; the cotangent of |psi> is the sum of dL/dz_k Z_k |psi>.
        private void FillCotangents(int block)
        {
            var from = block * program.Width;
            for (var r = 0; r < 1 << qubits; r++)
            {
                var re = program.Row(block, r, out var im);
                var lr = program.Cotangent(block, r, out var li);
                weights.AsSpan().Clear();
                for (var k = 0; k < readouts; k++)
                {
                    Add(weights, scores[k].AsSpan(from, program.Width), Sign(r, k));
                }

                Multiply(lr, weights, re);
                if (!im.IsEmpty)
                {
                    Multiply(li, weights, im);
                }
            }
        }

        // x += sign y.
        private static void Add(Span<double> x, ReadOnlySpan<double> y, double sign)
        {
            if (sign > 0)
            {
                TensorPrimitives.Add(x, y, x);
            }
            else
            {
                TensorPrimitives.Subtract(x, y, x);
            }
        }

        private static void Multiply(Span<double> into, ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
            TensorPrimitives.Multiply(x, y, into);

        private double Sign(int row, int readout) => ((row >> (qubits - 1 - readout)) & 1) == 0 ? 1 : -1;

        private void Score(int block)
        {
            program.Forward(block);
            var from = block * program.Width;
            foreach (var s in scores)
            {
                s.AsSpan(from, program.Width).Clear();
            }

            for (var r = 0; r < 1 << qubits; r++)
            {
                var re = program.Row(block, r, out var im);
                TensorPrimitives.Multiply(re, re, weights);
                if (!im.IsEmpty)
                {
                    TensorPrimitives.MultiplyAdd(im, im, weights, weights);
                }

                for (var k = 0; k < readouts; k++)
                {
                    Add(scores[k].AsSpan(from, program.Width), weights, Sign(r, k));
                }
            }
        }

        // The block's part of the mean; columns of padding have no label, and their scores become 0.
        private double Loss(int block, bool differentiate)
        {
            var from = block * program.Width;
            var count = Math.Min(labels.Length - from, program.Width);
            var share = 1.0 / labels.Length;
            double loss = 0;
            if (readouts == 1)
            {
                for (var c = from; c < from + count; c++)
                {
                    // Logits +s z and -s z: cross-entropy log(1 + exp(-2 s z y)), y = 1 for class 0 and -1 for class 1.
                    var y = labels[c] == 0 ? 1 : -1;
                    var margin = 2 * LogitScale * scores[0][c] * y;
                    loss += share * (margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin);
                    scores[0][c] = differentiate ? -2 * LogitScale * y * share / (1 + Math.Exp(margin)) : scores[0][c];
                }

                return loss;
            }

            // log sum exp of the logits less the label's logit; derivatives share scale (softmax - label).
            var sum = weights.AsSpan(0, count);
            sum.Clear();
            for (var c = 0; c < count; c++)
            {
                loss -= share * LogitScale * scores[labels[from + c]][from + c];
            }

            foreach (var score in scores)
            {
                var part = score.AsSpan(from, count);
                for (var c = 0; c < count; c++)
                {
                    part[c] = Math.Exp(LogitScale * part[c]);
                }

                TensorPrimitives.Add(sum, part, sum);
            }

            for (var k = 0; differentiate && k < readouts; k++)
            {
                var part = scores[k].AsSpan(from, count);
                TensorPrimitives.Divide(part, sum, part);
                TensorPrimitives.Multiply(part, share * LogitScale, part);
            }

            for (var c = 0; differentiate && c < count; c++)
            {
                scores[labels[from + c]][from + c] -= share * LogitScale;
            }

            // One by one: functions and sums of TensorPrimitives may differ in the last bit with the place in memory and the code's tier.
            foreach (var value in sum)
            {
                loss += share * Math.Log(value);
            }

            return loss;
        }
    }
}
