using System.Collections.Immutable;
using System.Numerics;
using CsCheck;
using Quiver.Circuits.Classification;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Problems;

public sealed class ColumnProgramTests
{
    [Fact]
    public void Columns_OfRandomCircuitsOverAllGates_AreTheDenseSimulators() =>
        Gen.Int[0, 1000].Sample(
            seed =>
            {
                var circuit = RandomCircuit.Create(3, 12, seed);
                var start = new double[8 * 8];
                for (var c = 0; c < 8; c++)
                {
                    start[(c * 8) + c] = 1;
                }

                var program = new ColumnProgram(3, start, null);
                program.Use(circuit);
                program.Forward([]);
                var unitary = DenseSimulator.Unitary(circuit);

                // Equal up to one global phase.
                Complex overlap = 0;
                for (var r = 0; r < 8; r++)
                {
                    var re = program.Row(r, out var im);
                    for (var c = 0; c < 8; c++)
                    {
                        overlap += Complex.Conjugate(unitary[r, c]) * new Complex(re[c], im.IsEmpty ? 0 : im[c]);
                    }
                }

                return Math.Abs(overlap.Magnitude - 8) < 1e-10;
            },
            iter: 60);

    [Theory]
    [InlineData("state")]
    [InlineData("unitary")]
    [InlineData("two classes")]
    [InlineData("three classes")]
    public void Gradient_OfEveryCost_AgreesWithFiniteDifferences(string kind)
    {
        CircuitProblem problem = kind switch
        {
            "state" => FidelityProblem.State("w", NamedTargets.W(3)),
            "unitary" => FidelityProblem.Unitary("qft", NamedTargets.Qft(3)),
            "two classes" => ClassificationProblem.Create(Blobs(2), DataEncoding.Angle, 3),
            _ => ClassificationProblem.Create(Blobs(3), DataEncoding.Amplitude, 3),
        };
        var random = new Random(4);
        var builder = new CircuitBuilder(3);
        for (var i = 0; i < 12; i++)
        {
            builder.Add(i % 3 == 0 ? GateKind.RX : i % 3 == 1 ? GateKind.RY : GateKind.RZ, (1 + (i % 2)) * builder.NewParameter(), i % 3);
            builder.CX(i % 3, (i + 1) % 3);
            builder.Add(GateKind.H, (i + 2) % 3);
        }

        using var cost = problem.CreateCost();
        cost.Use(builder.Build());
        var x = Enumerable.Range(0, 12).Select(_ => random.NextDouble() * 6).ToArray();
        var gradient = new double[12];
        var value = cost.ValueAndGradient(x, gradient);
        Assert.Equal(value, cost.Value(x), 1e-12);
        for (var i = 0; i < 12; i++)
        {
            var (up, down) = ((double[])x.Clone(), (double[])x.Clone());
            up[i] += 1e-5;
            down[i] -= 1e-5;
            Assert.Equal((cost.Value(up) - cost.Value(down)) / 2e-5, gradient[i], 1e-8);
        }
    }

    internal static ClassificationData Blobs(int classes)
    {
        var random = new Random(classes);
        var labels = Enumerable.Range(0, 40 * classes).Select(i => i % classes).ToImmutableArray();
        return new ClassificationData("blobs", [.. labels.Select(Row)], labels);

        ImmutableArray<double> Row(int label) => [.. Enumerable.Range(0, 3).Select(f => (f == label ? 2.0 : 0.4) + (0.4 * random.NextDouble()))];
    }
}
