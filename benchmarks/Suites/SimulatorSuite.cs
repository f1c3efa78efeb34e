using System.Diagnostics;
using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Benchmarks.Suites;

/// <summary>
/// Time to simulate 10 layers of RY and RZ on every qubit and a CX chain. Goal, two threads: single precision no slower
/// than qsim, double precision at least three times as fast as Qulacs, at every size.
/// </summary>
internal static class SimulatorSuite
{
    private const int Layers = 10;
    private const int LeastRuns = 5;

    // Milliseconds measured for the peers with two threads on the development machine, best of several runs.
    private static readonly Dictionary<int, double> Qulacs = new() { [4] = 0.050, [8] = 0.113, [12] = 0.83, [16] = 11.7, [20] = 188, [22] = 1254 };
    private static readonly Dictionary<int, double> Qsim = new() { [12] = 0.16, [16] = 3.6, [20] = 33, [22] = 161 };

    /// <summary>The sizes with a goal.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [4, 8, 12, 16, 20, 22];

    /// <summary>The circuit; its angles depend on nothing but their place.</summary>
    public static Circuit Circuit(int qubits)
    {
        var builder = new CircuitBuilder(qubits);
        for (var layer = 0; layer < Layers; layer++)
        {
            for (var q = 0; q < qubits; q++)
            {
                builder.RY(0.1 + (0.37 * q) + layer, q).RZ(0.2 + (0.53 * q) - layer, q);
            }

            for (var q = 0; q + 1 < qubits; q++)
            {
                builder.CX(q, q + 1);
            }
        }

        return builder.Build();
    }

    /// <summary>The time a goal allows, in milliseconds; null where there is none.</summary>
    public static double? Goal(int qubits, string precision) => precision == "float32"
        ? Qsim.TryGetValue(qubits, out var qsim) ? qsim : null
        : Qulacs.TryGetValue(qubits, out var qulacs) ? qulacs / 3 : null;

    /// <summary>Measures one size in one precision: best of all runs within the time.</summary>
    public static SimulatorRow Measure<T>(int qubits, int threads, double seconds, CancellationToken stop)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var circuit = Circuit(qubits);
        var options = new SimulationOptions { Threads = threads };
        var clock = new Stopwatch();
        var compile = double.MaxValue;
        for (var run = 0; run < LeastRuns; run++)
        {
            clock.Restart();
            CompiledCircuit<T>.Compile(circuit, options: options).Dispose();
            compile = Math.Min(compile, clock.Elapsed.TotalMilliseconds);
        }

        using var compiled = CompiledCircuit<T>.Compile(circuit, options: options);
        using var state = new StateVector<T>(qubits);
        var best = double.MaxValue;
        clock.Restart();
        for (var run = 0; run < LeastRuns || clock.Elapsed.TotalSeconds < seconds; run++)
        {
            stop.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            state.Reset();
            compiled.Apply(state);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return new SimulatorRow(qubits, typeof(T) == typeof(float) ? "float32" : "float64", threads, circuit.Count, best, compile);
    }

    /// <summary>
    /// Long circuits on few qubits, where planning counts: 40,000 random gates on 4 qubits and a Trotter circuit of 29,000 gates on 8. The
    /// goals leave the rest of 0.5 and 1 second to the start of the process and to reading.
    /// </summary>
    public static IEnumerable<LongCircuitRow> MeasureLong(double seconds, CancellationToken stop)
    {
        foreach (var (name, circuit, goal) in new[] { ("random gates", RandomGates(4, 40_000), 100.0), ("Ising chain, Trotter steps", Trotter(8, 29_000), 200.0) })
        {
            var clock = Stopwatch.StartNew();
            var (compile, apply, once) = (double.MaxValue, double.MaxValue, double.MaxValue);
            using var simulator = new NativeSimulator();
            for (var run = 0; run < LeastRuns || clock.Elapsed.TotalSeconds < seconds; run++)
            {
                stop.ThrowIfCancellationRequested();
                var start = Stopwatch.GetTimestamp();
                using var compiled = CompiledCircuit<double>.Compile(circuit);
                compile = Math.Min(compile, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                using var state = new StateVector<double>(circuit.Qubits);
                start = Stopwatch.GetTimestamp();
                compiled.Apply(state);
                apply = Math.Min(apply, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                start = Stopwatch.GetTimestamp();
                simulator.StatesAsync([circuit], stop).GetAwaiter().GetResult();
                once = Math.Min(once, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            yield return new LongCircuitRow(name, circuit.Qubits, circuit.Count, compile, apply, once, goal);
        }
    }

    /// <summary>Measures one small circuit of 16 RY and 16 CX-separated RX rotations with a transverse-field Ising chain as energy.</summary>
    public static GradientRow MeasureGradient(int qubits, double seconds, CancellationToken stop)
    {
        var builder = new CircuitBuilder(qubits);
        for (var k = 0; k < 16; k++)
        {
            builder.RY(builder.NewParameter(), k % qubits).CX(k % qubits, (k + 1) % qubits).RX(builder.NewParameter(), (k + 1) % qubits);
        }

        var sum = new PauliSumBuilder(qubits);
        for (var q = 0; q < qubits; q++)
        {
            sum.Add(Single(qubits, 'X', q), 0.7);
            if (q + 1 < qubits)
            {
                sum.Add(Single(qubits, 'Z', q).Multiply(Single(qubits, 'Z', q + 1), out _), 1);
            }
        }

        var circuit = builder.Build();
        var observable = new CompiledObservable(sum.Build());
        using var workspace = new AdjointWorkspace(qubits);
        var program = PauliProgram.Create(circuit);
        var x = new double[circuit.ParameterCount];
        var gradient = new double[x.Length];
        var parts = seconds / 3;
        return new(
            qubits,
            x.Length,
            Best(() => PauliProgram.Create(circuit), parts, stop),
            Best(() => workspace.Energy(program, observable, x), parts, stop),
            Best(() => workspace.EnergyAndGradient(program, observable, x, gradient), parts, stop));
    }

    private static Circuit RandomGates(int qubits, int gates)
    {
        var random = new Random(1);
        var builder = new CircuitBuilder(qubits);
        for (var g = 0; g < gates; g++)
        {
            var q = random.Next(qubits);
            switch (random.Next(4))
            {
                case 0:
                    builder.RX(random.NextDouble(), q);
                    break;
                case 1:
                    builder.RY(random.NextDouble(), q);
                    break;
                case 2:
                    builder.RZ(random.NextDouble(), q);
                    break;
                default:
                    builder.CX(q, (q + 1 + random.Next(qubits - 1)) % qubits);
                    break;
            }
        }

        return builder.Build();
    }

    private static Circuit Trotter(int qubits, int gates)
    {
        var builder = new CircuitBuilder(qubits);
        for (var count = 0; count < gates; count += (3 * (qubits - 1)) + qubits)
        {
            for (var q = 0; q + 1 < qubits; q++)
            {
                builder.CX(q, q + 1).RZ(0.02, q + 1).CX(q, q + 1);
            }

            for (var q = 0; q < qubits; q++)
            {
                builder.RX(0.03, q);
            }
        }

        return builder.Build();
    }

    private static PauliString Single(int qubits, char letter, int place)
    {
        var letters = new string('I', qubits).ToCharArray();
        letters[place] = letter;
        return PauliString.Parse(letters);
    }

    // Microseconds per call, best of many batches.
    private static double Best(Action action, double seconds, CancellationToken stop)
    {
        const int batch = 100;
        var best = double.MaxValue;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds;)
        {
            stop.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < batch; i++)
            {
                action();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / batch);
        }

        return best;
    }
}
