using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Optimization;

/// <summary>
/// The energy of a circuit as a function of its angles, with adjoint gradients. Compiled once, so that an evaluation allocates nothing;
/// one per thread.
/// </summary>
public sealed class EnergyObjective : IObjective, IDisposable
{
    private readonly AdjointWorkspace workspace;
    private readonly CompiledObservable observable;
    private readonly PauliProgram program;

    private EnergyObjective(AdjointWorkspace workspace, CompiledObservable observable, PauliProgram program)
    {
        this.workspace = workspace;
        this.observable = observable;
        this.program = program;
    }

    /// <summary>Evaluations so far, with and without gradient.</summary>
    public long Evaluations { get; private set; }

    /// <inheritdoc/>
    public int Dimension => program.ParameterCount;

    /// <summary>Compiles a circuit and an operator.</summary>
    /// <param name="circuit">At most 24 qubits; its free parameters are the variables, in radians.</param>
    /// <param name="observable">A sum with real coefficients on as many qubits.</param>
    /// <returns>The objective, in the operator's unit.</returns>
    /// <exception cref="ArgumentException">Numbers of qubits differ or are too large, or a coefficient is not real.</exception>
    public static EnergyObjective Create(Circuit circuit, PauliSum observable)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(observable);
        if (circuit.Qubits != observable.Qubits)
        {
            throw new ArgumentException($"The circuit has {circuit.Qubits} qubits, the operator {observable.Qubits}.", nameof(observable));
        }

        var program = PauliProgram.Create(circuit);
        return new(new AdjointWorkspace(circuit.Qubits), new CompiledObservable(observable), program);
    }

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> x)
    {
        Evaluations++;
        return workspace.Energy(program, observable, x);
    }

    /// <inheritdoc/>
    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        Evaluations++;
        return workspace.EnergyAndGradient(program, observable, x, gradient);
    }

    /// <summary>Frees the buffers.</summary>
    public void Dispose() => workspace.Dispose();
}
