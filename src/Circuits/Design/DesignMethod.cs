namespace Quiver.Circuits.Design;

/// <summary>How circuits are searched for.</summary>
public enum DesignMethod
{
    /// <summary>
    /// Chains that propose by shares learned on other molecules, where the search is for a target error; where the budget trains a
    /// network, a GFlowNet learns from what they find, and its samples start chains.
    /// </summary>
    GFlowNet,

    /// <summary>The GFlowNet's own samples, no chains.</summary>
    SamplesOnly,

    /// <summary>The chains alone, cooled again and again, with proposals by hand: simulated annealing.</summary>
    Annealing,

    /// <summary>Circuits built by even choices among the allowed gates.</summary>
    Random,
}
