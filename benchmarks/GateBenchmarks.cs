using BenchmarkDotNet.Attributes;
using Quiver.Benchmarks.Suites;
using Quiver.Circuits.Simulation;

namespace Quiver.Benchmarks;

/// <summary>
/// Ten layers of RY, RZ and a CX chain in double precision, compiled into passes over the state, against one pass a gate. Goal: at least five
/// times faster at 16 qubits on one thread.
/// </summary>
public class GateBenchmarks
{
    private CompiledCircuit<double> compiled = null!;
    private StateVector<double> state = null!;
    private double[] real = [];
    private double[] imaginary = [];

    /// <summary>Size of the circuit.</summary>
    [Params(10, 16)]
    public int Qubits { get; set; }

    [GlobalSetup]
    public void Compile()
    {
        compiled = CompiledCircuit<double>.Compile(SimulatorSuite.Circuit(Qubits), options: new SimulationOptions { Threads = 1 });
        state = new StateVector<double>(Qubits);
        (real, imaginary) = (new double[1 << Qubits], new double[1 << Qubits]);
    }

    [GlobalCleanup]
    public void Free()
    {
        compiled.Dispose();
        state.Dispose();
    }

    [Benchmark]
    public void Compiled()
    {
        state.Reset();
        compiled.Apply(state);
    }

    [Benchmark(Baseline = true)]
    public double GateByGate()
    {
        Array.Clear(real);
        Array.Clear(imaginary);
        real[0] = 1;
        for (var layer = 0; layer < 10; layer++)
        {
            for (var q = 0; q < Qubits; q++)
            {
                RY(0.1 + (0.37 * q) + layer, 1 << (Qubits - 1 - q));
                RZ(0.2 + (0.53 * q) - layer, 1 << (Qubits - 1 - q));
            }

            for (var q = 0; q + 1 < Qubits; q++)
            {
                CX(1 << (Qubits - 1 - q), 1 << (Qubits - 2 - q));
            }
        }

        return real[1];
    }

    private void RY(double angle, int bit)
    {
        var (s, c) = Math.SinCos(angle / 2);
        for (var i = 0; i < real.Length; i++)
        {
            if ((i & bit) == 0)
            {
                var j = i | bit;
                (real[i], real[j]) = ((c * real[i]) - (s * real[j]), (s * real[i]) + (c * real[j]));
                (imaginary[i], imaginary[j]) = ((c * imaginary[i]) - (s * imaginary[j]), (s * imaginary[i]) + (c * imaginary[j]));
            }
        }
    }

    private void RZ(double angle, int bit)
    {
        var (s, c) = Math.SinCos(angle / 2);
        for (var i = 0; i < real.Length; i++)
        {
            var sign = (i & bit) == 0 ? -s : s;
            (real[i], imaginary[i]) = ((c * real[i]) - (sign * imaginary[i]), (c * imaginary[i]) + (sign * real[i]));
        }
    }

    private void CX(int control, int target)
    {
        for (var i = 0; i < real.Length; i++)
        {
            if ((i & control) != 0 && (i & target) == 0)
            {
                var j = i | target;
                (real[i], real[j]) = (real[j], real[i]);
                (imaginary[i], imaginary[j]) = (imaginary[j], imaginary[i]);
            }
        }
    }
}
