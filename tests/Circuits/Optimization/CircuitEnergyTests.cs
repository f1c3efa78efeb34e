using CsCheck;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Circuits.Optimization;
using Quiver.Circuits.Simulation;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Optimization;

public sealed class CircuitEnergyTests
{
    private static readonly PauliSum Operator = PauliSum.Parse("-ZZ + 0.5 * XI - 0.3 * IY");
    private static readonly Circuit Ansatz = new CircuitBuilder(2).RY(Angle.Free(0), 0).CX(0, 1).RX(Angle.Free(1), 1).RY(Angle.Free(2), 1).Build();

    public static TheoryData<string> Optimizers => ["lbfgs", "adam", "natural-gradient", "rotosolve", "spsa"];

    [Fact]
    public void EnergyAndGradient_AnyCircuit_AreThoseOfMatricesAndShifts() =>
        Gen.Int[0, 1000].Sample(
            seed =>
            {
                var circuit = RandomCircuit.Create(4, 25, seed, free: true);
                var h = RandomCircuit.Hamiltonian(4, 12, seed);
                var x = RandomCircuit.Parameters(circuit, seed);
                var dense = StateObservables.Expectation(h, DenseSimulator.Run(circuit, x));
                Assert.Equal(dense, circuit.Energy(h, x), 1e-10);
                var gradient = new double[x.Length];
                Assert.Equal(dense, circuit.Gradient(h, x, gradient), 1e-10);
                foreach (var (expected, actual) in ParameterShift.Gradient(circuit, x, h).Zip(gradient))
                {
                    Assert.Equal(expected, actual, 1e-9);
                }
            },
            iter: 30);

    [Fact]
    public void Simulate_MoreQubitsThanTheDirectWay_IsTheSameState()
    {
        var circuit = RandomCircuit.Create(11, 40, 3);
        using var state = circuit.Simulate();
        var expected = DenseSimulator.Run(circuit);
        Assert.All(expected.Zip(state.ToArray()), p => Assert.True((p.First - p.Second).Magnitude < 1e-12));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Minimize_EveryOptimizer_LowersTheEnergyAndLeavesTheStart(string name)
    {
        using var objective = Ansatz.Objective(Operator);
        double[] start = [0.3, 0.2, -0.4];
        var reports = new Collector();
        var optimizer = Named(name);
        var result = optimizer.Minimize(objective, start, reports, TestContext.Current.CancellationToken);
        Assert.Equal(name, optimizer.Name);
        Assert.Equal([0.3, 0.2, -0.4], start);
        Assert.Equal(Ansatz.Energy(Operator, result.X.AsSpan()), result.Value, 1e-9);
        Assert.InRange(result.Value, -1.6, Ansatz.Energy(Operator, start) - 0.1);
        Assert.All(reports.Stages, s => Assert.Equal(name, s));
        Assert.NotEmpty(reports.Stages);
        Assert.Equal(result.X, Named(name).Minimize(objective, start, null, TestContext.Current.CancellationToken).X);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Minimize_Cancelled_Throws(string name)
    {
        using var objective = Ansatz.Objective(Operator);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Named(name).Minimize(objective, [0, 0, 0], null, stop.Token));
        Assert.Contains("3 variables", Assert.Throws<ArgumentException>(() => Named(name).Minimize(objective, [0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FunctionObjective_Gradient_IsTheDerivative()
    {
        var objective = new FunctionObjective(2, x => (x[0] * x[0] * x[1]) + Math.Sin(x[1]));
        var gradient = new double[2];
        Assert.Equal(0.72 + Math.Sin(2), objective.ValueAndGradient([0.6, 2], gradient), 1e-12);
        Assert.Equal(2.4, gradient[0], 1e-8);
        Assert.Equal(0.36 + Math.Cos(2), gradient[1], 1e-8);
    }

    [Fact]
    public void Objective_OfAnotherSize_NamesBoth() =>
        Assert.Contains("2 qubits, the operator 3", Assert.Throws<ArgumentException>(() => Ansatz.Objective(PauliSum.Parse("ZZZ"))).Message, StringComparison.Ordinal);

    private static IOptimizer Named(string name) => name switch
    {
        "lbfgs" => new Lbfgs(),
        "adam" => new Adam(),
        "natural-gradient" => new NaturalGradient(Ansatz),
        "rotosolve" => new Rotosolve(Ansatz),
        _ => new Spsa(),
    };

    private sealed class Collector : IProgress<ProgressReport>
    {
        public List<string> Stages { get; } = [];

        public void Report(ProgressReport value) => Stages.Add(value.Stage);
    }
}
