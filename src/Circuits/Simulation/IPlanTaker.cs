namespace Quiver.Circuits.Simulation;

/// <summary>Decides which operations a pass, a step or a table of phases takes over.</summary>
internal interface IPlanTaker
{
    /// <summary>Takes an operation over if it fits.</summary>
    bool Accepts(in PlanOperation o);
}
