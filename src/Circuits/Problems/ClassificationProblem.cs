using System.Collections.Immutable;
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
    private readonly int classes;

    private ClassificationProblem(string name, DataEncoder encoder, ClassificationData train, ClassificationData test)
        : base(name, encoder.Qubits)
    {
        this.train = train;
        this.test = test;
        classes = Math.Max(train.Classes, test.Classes);
        trainStates = encoder.Encode(train);
        testStates = encoder.Encode(test);
    }

    /// <summary>Training rows.</summary>
    public int TrainRows => train.Labels.Length;

    /// <summary>Test rows.</summary>
    public int TestRows => test.Labels.Length;

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
        var encoder = new DataEncoder(encoding, qubits, train);
        if (data.Classes < 2 || (data.Classes > 2 && data.Classes > encoder.Qubits))
        {
            throw new ArgumentException($"{data.Name} has {data.Classes} classes; {encoder.Qubits} qubits tell 2 to {encoder.Qubits} "
                + $"apart.", nameof(data));
        }

        return new ClassificationProblem(data.Name, encoder, train, test);
    }

    /// <inheritdoc/>
    public override long EvaluationWork(int angles) => 1000 + (((long)TrainRows << Qubits) * (1 + angles));

    /// <inheritdoc/>
    public override ICircuitCost CreateCost() => new Cost(Qubits, trainStates, train.Labels, classes);

    /// <summary>The share of rows that a circuit classifies rightly.</summary>
    /// <param name="circuit">A circuit with bound angles.</param>
    /// <param name="onTest">True for the test rows, false for the training rows.</param>
    /// <returns>Between 0 and 1.</returns>
    public double Accuracy(Circuit circuit, bool onTest)
    {
        var labels = onTest ? test.Labels : train.Labels;
        using var cost = new Cost(Qubits, onTest ? testStates : trainStates, labels, classes);
        cost.Use(circuit);
        return cost.Accuracy([]);
    }

    private sealed class Cost : ICircuitCost
    {
        private readonly ColumnProgram program;
        private readonly ImmutableArray<int> labels;
        private readonly int readouts;
        private readonly double[][] scores;
        private readonly double[] exponentials;
        private readonly int qubits;

        public Cost(int qubits, double[] states, ImmutableArray<int> labels, int classes)
        {
            this.qubits = qubits;
            this.labels = labels;
            program = new ColumnProgram(qubits, states, null);
            readouts = classes == 2 ? 1 : classes;
            scores = [.. Enumerable.Range(0, readouts).Select(_ => new double[labels.Length])];
            exponentials = new double[readouts];
        }

        public int Dimension => program.ParameterCount;

        public void Use(Circuit circuit) => program.Use(circuit);

        public double Value(ReadOnlySpan<double> x)
        {
            Score(x);
            return Loss(differentiate: false);
        }

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            Score(x);
            var loss = Loss(differentiate: true);

            // scores now hold dL/dz; the cotangent of |psi> is the sum of dL/dz_k Z_k |psi>.
            for (var r = 0; r < 1 << qubits; r++)
            {
                var re = program.Row(r, out var im);
                var lr = program.Cotangent(r, out var li);
                for (var c = 0; c < labels.Length; c++)
                {
                    double weight = 0;
                    for (var k = 0; k < readouts; k++)
                    {
                        weight += Sign(r, k) * scores[k][c];
                    }

                    lr[c] = weight * re[c];
                    if (!im.IsEmpty)
                    {
                        li[c] = weight * im[c];
                    }
                }
            }

            program.Backward(x, gradient);
            return loss;
        }

        public double Accuracy(ReadOnlySpan<double> x)
        {
            Score(x);
            var right = 0;
            for (var c = 0; c < labels.Length; c++)
            {
                var best = 0;
                for (var k = 1; k < readouts; k++)
                {
                    best = scores[k][c] > scores[best][c] ? k : best;
                }

                right += (readouts == 1 ? (scores[0][c] >= 0 ? 0 : 1) : best) == labels[c] ? 1 : 0;
            }

            return right / (double)labels.Length;
        }

        public void Dispose()
        {
        }

        private double Sign(int row, int readout) => ((row >> (qubits - 1 - readout)) & 1) == 0 ? 1 : -1;

        private void Score(ReadOnlySpan<double> x)
        {
            program.Forward(x);
            foreach (var s in scores)
            {
                Array.Clear(s);
            }

            for (var r = 0; r < 1 << qubits; r++)
            {
                var re = program.Row(r, out var im);
                for (var k = 0; k < readouts; k++)
                {
                    var sign = Sign(r, k);
                    var s = scores[k];
                    for (var c = 0; c < s.Length; c++)
                    {
                        var p = re[c] * re[c];
                        p += im.IsEmpty ? 0 : im[c] * im[c];
                        s[c] += sign * p;
                    }
                }
            }
        }

        private double Loss(bool differentiate)
        {
            double loss = 0;
            var share = 1.0 / labels.Length;
            for (var c = 0; c < labels.Length; c++)
            {
                if (readouts == 1)
                {
                    // Logits +s z and -s z: cross-entropy log(1 + exp(-2 s z y)), y = 1 for class 0 and -1 for class 1.
                    var y = labels[c] == 0 ? 1 : -1;
                    var margin = 2 * LogitScale * scores[0][c] * y;
                    loss += share * (margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin);
                    if (differentiate)
                    {
                        scores[0][c] = -2 * LogitScale * y * share / (1 + Math.Exp(margin));
                    }

                    continue;
                }

                double sum = 0;
                for (var k = 0; k < readouts; k++)
                {
                    exponentials[k] = Math.Exp(LogitScale * scores[k][c]);
                    sum += exponentials[k];
                }

                loss += share * (Math.Log(sum) - (LogitScale * scores[labels[c]][c]));
                for (var k = 0; differentiate && k < readouts; k++)
                {
                    scores[k][c] = share * LogitScale * ((exponentials[k] / sum) - (k == labels[c] ? 1 : 0));
                }
            }

            return loss;
        }
    }
}
