using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Cli.Circuits;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.States;

namespace Quiver.Cli.Measuring;

/// <summary>The state of <c>--state</c>: its amplitudes, its exact energy, and the circuit that prepares it where there is one.</summary>
internal sealed record MeasuredStateChoice(string Name, QuantumState State, double Energy, Circuit? Preparation)
{
    private const double Negligible = 1e-11;

    public static MeasuredStateChoice Read(string name, HamiltonianFile file, CancellationToken cancellation)
    {
        if (name is not ("ground" or "hf"))
        {
            return OfCircuit(name, file);
        }

        if (file.Sum.Qubits is < 1 or > SimulatedState.MaximumQubits)
        {
            throw new InputException(
                $"Shots are simulated for 1 to {SimulatedState.MaximumQubits} qubits, not for {file.Sum.Qubits}: freeze orbitals, choose " +
                $"an active space or taper; quiver group --out writes circuits for up to 64 qubits.");
        }

        var (_, energy, state) = HamiltonianOptions.Prepare(name is "ground" ? "fci" : "hf", file, cancellation);
        return new(name, state!, energy!.Value, state!.Support == 1 ? Flips(state.Qubits, state.Basis[0]) : null);
    }

    private static MeasuredStateChoice OfCircuit(string path, HamiltonianFile file)
    {
        var program = CircuitFiles.Read(path);
        if (!program.IsUnitary || program.Inputs.Length > 0)
        {
            throw new InputException(
                $"{path}: a state is prepared by gates with bound angles alone, without measurements, resets or branches before the end.");
        }

        var circuit = program.Gates();
        if (circuit.Qubits != file.Sum.Qubits || circuit.Qubits > SimulatedState.MaximumQubits)
        {
            throw new InputException(
                $"{path}: the circuit has {circuit.Qubits} qubits, the operator {file.Sum.Qubits}; at most " +
                $"{SimulatedState.MaximumQubits} are simulated.");
        }

        using var simulator = new NativeSimulator();
        var amplitudes = simulator.StatesAsync([circuit]).GetAwaiter().GetResult()[0];
        var support = Enumerable.Range(0, amplitudes.Length).Where(i => amplitudes[i].Magnitude > Negligible).ToArray();
        var state = new QuantumState(
            circuit.Qubits, [.. support.Select(static i => (ulong)i)], [.. support.Select(i => amplitudes[i].Real)],
            [.. support.Select(i => amplitudes[i].Imaginary)]);
        return new(Path.GetFileName(path), state, state.Expectation(file.Sum), circuit);
    }

    /// <summary>2^n amplitudes.</summary>
    public Complex[] Amplitudes()
    {
        var dense = new Complex[1 << State.Qubits];
        for (var i = 0; i < State.Support; i++)
        {
            dense[State.Basis[i]] = new(State.Real[i], State.Imaginary.IsEmpty ? 0 : State.Imaginary[i]);
        }

        return dense;
    }

    private static Circuit Flips(int qubits, ulong index)
    {
        var builder = new CircuitBuilder(qubits);
        for (var q = 0; q < qubits; q++)
        {
            if (((index >> (qubits - 1 - q)) & 1) == 1)
            {
                builder.X(q);
            }
        }

        return builder.Build();
    }
}
