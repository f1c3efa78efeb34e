using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Circuits.Optimization;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Optimization;

public sealed class OptimizerTests
{
    // Transverse-field Ising chain of four spins: the ansatz below reaches its ground state.
    private static readonly PauliSum Ising = PauliSum.Parse("-ZZII - IZZI - IIZZ") - 0.7 * PauliSum.Parse("XIII + IXII + IIXI + IIIX");

    [Fact]
    public void Lbfgs_IsingChain_ReachesTheGroundState()
    {
        var x = Start(out var objective);
        var result = new Lbfgs().Minimize(objective, x);
        Assert.Equal(GroundEnergy(Ising), result.Value, 1e-6);
        Assert.Equal(result.Value, objective.Value(result.X.AsSpan()), 1e-12);
        Assert.InRange(result.Evaluations, 5, 150);
    }

    [Fact]
    public void Lbfgs_WarmStart_NeedsFewEvaluations()
    {
        var x = Start(out var objective);
        var optimizer = new Lbfgs();
        var cold = optimizer.Minimize(objective, x);
        var warm = optimizer.Minimize(objective, cold.X.SetItem(0, cold.X[0] + 0.01).AsSpan());
        Assert.Equal(cold.Value, warm.Value, 1e-8);
        Assert.True(warm.Evaluations * 2 < cold.Evaluations, $"{warm.Evaluations} against {cold.Evaluations}");
    }

    [Fact]
    public void Lbfgs_SecondFit_AllocatesNothing()
    {
        var x = Start(out var objective);
        var start = x.ToArray();
        var optimizer = new Lbfgs();
        optimizer.Refine(objective, x);
        start.CopyTo(x, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        optimizer.Refine(objective, x);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Lbfgs_Rosenbrock_FindsTheMinimum()
    {
        var result = new Lbfgs(new LbfgsOptions { FirstStep = 0.1 }).Minimize(new Rosenbrock(), [-1.2, 1, -1.2, 1]);
        Assert.True(result.Converged);
        Assert.All(result.X, v => Assert.Equal(1, v, 1e-5));
    }

    [Fact]
    public void Adam_IsingChain_ComesClose()
    {
        var x = Start(out var objective);
        var result = new Adam(new AdamOptions { Iterations = 600 }).Minimize(objective, x);
        Assert.Equal(GroundEnergy(Ising), result.Value, 1e-3);
        Assert.Equal(result.Value, objective.Value(result.X.AsSpan()), 1e-12);
    }

    [Fact]
    public void NaturalGradient_IsingChain_ComesClose()
    {
        var x = Start(out var objective);
        var result = new NaturalGradient(Ansatz(), new NaturalGradientOptions { Iterations = 300 }).Minimize(objective, x);
        Assert.Equal(GroundEnergy(Ising), result.Value, 1e-3);
    }

    [Fact]
    public void Metric_OneLayerOfRotations_IsTheClosedForm()
    {
        // RY on |0>: G = 1/4; RZ after RY(t): G = sin(t)^2 / 4.
        var builder = new CircuitBuilder(1);
        builder.RY(builder.NewParameter(), 0).RZ(builder.NewParameter(), 0);
        var metric = FubiniStudyMetric.Compute(PauliProgram.Create(builder.Build()), [0.8, 0.3]);
        Assert.Equal(0.25, metric[0, 0], 1e-14);
        Assert.Equal(Math.Pow(Math.Sin(0.8), 2) / 4, metric[1, 1], 1e-14);
        Assert.Equal(0, metric[0, 1]);
    }

    [Fact]
    public void Rotosolve_GatesOfBothDegrees_LowersToAStationaryPoint()
    {
        var builder = new CircuitBuilder(3);
        builder.RY(builder.NewParameter(), 0).Add(GateKind.CRY, builder.NewParameter(), 0, 1).CX(1, 2)
            .Givens(builder.NewParameter(), 1, 2).RX(builder.NewParameter() with { Scale = 0.5 }, 0);
        var circuit = builder.Build();
        var hamiltonian = RandomCircuit.Hamiltonian(3, 15, 4);
        using var objective = circuit.Objective(hamiltonian);
        double[] x = [0.1, 0.2, -0.3, 0.4];
        var before = objective.Value(x);
        var result = new Rotosolve(circuit, new RotosolveOptions { Sweeps = 500, ValueTolerance = 1e-14 }).Minimize(objective, x);
        var gradient = new double[4];
        Assert.Equal(objective.ValueAndGradient(result.X.AsSpan(), gradient), result.Value, 1e-10);
        Assert.True(result.Value < before);
        Assert.All(gradient, g => Assert.Equal(0, g, 1e-5));
    }

    [Fact]
    public void Rotosolve_SharedParameter_SaysWhy()
    {
        var circuit = new CircuitBuilder(1).RX(Angle.Free(0), 0).RY(Angle.Free(0), 0).Build();
        Assert.Contains("parameter 0", Assert.Throws<ArgumentException>(() => new Rotosolve(circuit).Minimize(new FunctionObjective(1, _ => 0), [0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Spsa_NoisyEnergy_ComesClose()
    {
        var x = Start(out var objective);
        var noise = new Random(5);
        var before = objective.Value(x);
        var noisy = new FunctionObjective(x.Length, p => objective.Value(p) + (0.01 * (noise.NextDouble() - 0.5)));
        var result = new Spsa(new SpsaOptions { Iterations = 1500, Seed = 1 }).Minimize(noisy, x);
        var ground = GroundEnergy(Ising);
        Assert.InRange(objective.Value(result.X.AsSpan()) - ground, -1e-9, 0.05 * (before - ground));
    }

    private static double[] Start(out EnergyObjective objective)
    {
        var circuit = Ansatz();
        objective = circuit.Objective(Ising);
        var random = new Random(2);
        return [.. Enumerable.Range(0, circuit.ParameterCount).Select(_ => random.NextDouble())];
    }

    private static Circuit Ansatz()
    {
        var builder = new CircuitBuilder(4);
        for (var layer = 0; layer < 3; layer++)
        {
            for (var q = 0; q < 4; q++)
            {
                builder.RY(builder.NewParameter(), q);
            }

            for (var q = 0; q < 3; q++)
            {
                builder.CX(q, q + 1);
            }
        }

        return builder.Build();
    }

    private static double GroundEnergy(PauliSum sum)
    {
        var size = 1 << sum.Qubits;
        var matrix = Matrix<Complex>.Build.Dense(size, size);
        for (var t = 0; t < sum.Count; t++)
        {
            var pauli = GateMatrices.Pauli(sum.String(t));
            for (var i = 0; i < pauli.Length; i++)
            {
                matrix[i / size, i % size] += sum.Coefficients[t] * pauli[i];
            }
        }

        return matrix.Evd(Symmetricity.Hermitian).EigenValues.Min(v => v.Real);
    }

    private sealed class Rosenbrock : IObjective
    {
        public int Dimension => 4;

        public double Value(ReadOnlySpan<double> x) => ValueAndGradient(x, new double[4]);

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            double sum = 0;
            for (var i = 0; i < 4; i += 2)
            {
                var a = 1 - x[i];
                var b = x[i + 1] - (x[i] * x[i]);
                sum += (a * a) + (100 * b * b);
                gradient[i] = (-2 * a) - (400 * x[i] * b);
                gradient[i + 1] = 200 * b;
            }

            return sum;
        }
    }
}
