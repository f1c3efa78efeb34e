using System.Collections.Immutable;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Gates;

/// <summary>Collects gates into a <see cref="Circuit"/>; every method returns the builder itself. Not thread safe.</summary>
public sealed class CircuitBuilder
{
    private readonly List<GateOperation> operations = [];
    private int parameters;

    /// <summary>Starts an empty circuit.</summary>
    /// <param name="qubits">Number of qubits.</param>
    public CircuitBuilder(int qubits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(qubits);
        Qubits = qubits;
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Number of gates so far.</summary>
    public int Count => operations.Count;

    /// <summary>A new free parameter, numbered in the order of the calls.</summary>
    /// <returns>The angle of the parameter.</returns>
    public Angle NewParameter() => Angle.Free(parameters++);

    /// <summary>Adds an operation.</summary>
    /// <param name="operation">The gate with its qubits.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder Add(GateOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        operations.Add(operation);
        return this;
    }

    /// <summary>Adds all gates of a circuit; its parameter k is parameter k here too.</summary>
    /// <param name="circuit">A circuit on as many qubits.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder Add(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        operations.AddRange(circuit.Operations);
        parameters = Math.Max(parameters, circuit.ParameterCount);
        return this;
    }

    /// <summary>Adds a gate without angles.</summary>
    /// <param name="kind">The gate.</param>
    /// <param name="qubits">Its qubits, controls first.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder Add(GateKind kind, params ReadOnlySpan<int> qubits) => Add(new GateOperation(kind, qubits));

    /// <summary>Adds a gate with one angle.</summary>
    /// <param name="kind">The gate.</param>
    /// <param name="angle">Its angle in radians.</param>
    /// <param name="qubits">Its qubits, controls first.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder Add(GateKind kind, Angle angle, params ReadOnlySpan<int> qubits) => Add(new GateOperation(kind, qubits, angle));

    /// <summary>Adds X.</summary>
    /// <param name="qubit">Its qubit.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder X(int qubit) => Add(GateKind.X, qubit);

    /// <summary>Adds a Hadamard gate.</summary>
    /// <param name="qubit">Its qubit.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder H(int qubit) => Add(GateKind.H, qubit);

    /// <summary>Adds exp(-i angle X / 2).</summary>
    /// <param name="angle">Radians.</param>
    /// <param name="qubit">Its qubit.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder RX(Angle angle, int qubit) => Add(GateKind.RX, angle, qubit);

    /// <summary>Adds exp(-i angle Y / 2).</summary>
    /// <param name="angle">Radians.</param>
    /// <param name="qubit">Its qubit.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder RY(Angle angle, int qubit) => Add(GateKind.RY, angle, qubit);

    /// <summary>Adds exp(-i angle Z / 2).</summary>
    /// <param name="angle">Radians.</param>
    /// <param name="qubit">Its qubit.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder RZ(Angle angle, int qubit) => Add(GateKind.RZ, angle, qubit);

    /// <summary>Adds a controlled X.</summary>
    /// <param name="control">Control qubit.</param>
    /// <param name="target">Target qubit.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder CX(int control, int target) => Add(GateKind.CX, control, target);

    /// <summary>Adds a controlled Z.</summary>
    /// <param name="a">One qubit.</param>
    /// <param name="b">The other.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder CZ(int a, int b) => Add(GateKind.CZ, a, b);

    /// <summary>Adds a single excitation.</summary>
    /// <param name="angle">Radians.</param>
    /// <param name="a">First qubit.</param>
    /// <param name="b">Second qubit.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder Givens(Angle angle, int a, int b) => Add(GateKind.Givens, angle, a, b);

    /// <summary>Adds exp(-i angle P / 2).</summary>
    /// <param name="pauli">P on all qubits.</param>
    /// <param name="angle">Radians.</param>
    /// <returns>This builder.</returns>
    public CircuitBuilder PauliExponential(PauliString pauli, Angle angle) => Add(GateOperation.PauliExponential(pauli, angle));

    /// <summary>The circuit so far.</summary>
    /// <returns>An immutable circuit.</returns>
    /// <exception cref="ArgumentException">A gate names a qubit that does not exist.</exception>
    public Circuit Build()
    {
        var used = 0;
        foreach (var operation in operations)
        {
            foreach (var angle in operation.Angles)
            {
                used = angle.IsFree ? Math.Max(used, angle.Parameter + 1) : used;
            }
        }

        return new Circuit(Qubits, operations.ToImmutableArray(), Math.Max(parameters, used));
    }
}
