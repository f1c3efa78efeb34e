using BenchmarkDotNet.Attributes;
using Quiver.Benchmarks.Suites;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;

namespace Quiver.Benchmarks;

/// <summary>
/// Energy and all derivatives of a circuit of 32 angles under H4 (8 qubits), by one adjoint pass and by two energies an angle (parameter shift).
/// Goal: at least ten times faster.
/// </summary>
[MemoryDiagnoser]
public class GradientBenchmarks
{
    private const int Qubits = 8;
    private AdjointWorkspace workspace = null!;
    private CompiledObservable observable = null!;
    private PauliProgram program = null!;
    private double[] x = [];
    private double[] gradient = [];

    [GlobalSetup]
    public void Prepare()
    {
        var builder = new CircuitBuilder(Qubits);
        for (var k = 0; k < 16; k++)
        {
            builder.RY(builder.NewParameter(), k % Qubits).CX(k % Qubits, (k + 1) % Qubits).RX(builder.NewParameter(), (k + 1) % Qubits);
        }

        var circuit = builder.Build();
        workspace = new AdjointWorkspace(Qubits);
        observable = new CompiledObservable(BenchmarkInputs.Molecule("h4").Sum);
        program = PauliProgram.Create(circuit);
        x = [.. Enumerable.Range(0, circuit.ParameterCount).Select(k => 0.1 + (0.2 * k))];
        gradient = new double[x.Length];
    }

    [GlobalCleanup]
    public void Free() => workspace.Dispose();

    [Benchmark]
    public double Adjoint() => workspace.EnergyAndGradient(program, observable, x, gradient);

    [Benchmark(Baseline = true)]
    public double ParameterShift()
    {
        for (var k = 0; k < x.Length; k++)
        {
            var at = x[k];
            x[k] = at + (Math.PI / 2);
            var above = workspace.Energy(program, observable, x);
            x[k] = at - (Math.PI / 2);
            gradient[k] = (above - workspace.Energy(program, observable, x)) / 2;
            x[k] = at;
        }

        return workspace.Energy(program, observable, x);
    }
}
