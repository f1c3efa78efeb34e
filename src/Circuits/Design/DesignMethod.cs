namespace Quiver.Circuits.Design;

/// <summary>How circuits are searched for.</summary>
public enum DesignMethod
{
    /// <summary>The chains; where the budget trains a network, a GFlowNet learns from what they find, and its samples start
    /// chains.</summary>
    GFlowNet,

    /// <summary>The GFlowNet's own samples, no chains.</summary>
    SamplesOnly,

    /// <summary>The chains alone, cooled again and again: simulated annealing.</summary>
    Annealing,

    /// <summary>Circuits built by even choices among the allowed gates.</summary>
    Random,
}
