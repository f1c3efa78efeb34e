using Quiver.Circuits.Gradients;

namespace Quiver.Circuits.Optimization;

/// <summary>
/// The energy of a circuit as a function of its angles. One per thread; <see cref="Program"/> may be replaced by another
/// circuit on as many qubits, so that nothing is allocated from fit to fit.
/// </summary>
/// <param name="workspace">Buffers of this thread.</param>
/// <param name="observable">The operator.</param>
/// <param name="program">The circuit.</param>
public sealed class EnergyObjective(AdjointWorkspace workspace, CompiledObservable observable, PauliProgram program) : IObjective
{
    /// <summary>The circuit.</summary>
    public PauliProgram Program { get; set; } = program;

    /// <summary>The operator.</summary>
    public CompiledObservable Observable => observable;

    /// <summary>Evaluations so far, with and without gradient.</summary>
    public long Evaluations { get; private set; }

    /// <inheritdoc/>
    public int Dimension => Program.ParameterCount;

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> x)
    {
        Evaluations++;
        return workspace.Energy(Program, observable, x);
    }

    /// <inheritdoc/>
    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        Evaluations++;
        return workspace.EnergyAndGradient(Program, observable, x, gradient);
    }
}
