namespace Quiver.Circuits.Programs;

/// <summary>One step of a <see cref="CircuitProgram"/>: a gate, a measurement, a reset, a barrier, a branch or an assignment.</summary>
public abstract record ProgramStep
{
    private protected ProgramStep()
    {
    }
}
