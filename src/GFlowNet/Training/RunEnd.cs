namespace Quiver.GFlowNet.Training;

/// <summary>Why a run ended.</summary>
public enum RunEnd
{
    /// <summary>All iterations are done.</summary>
    Iterations,

    /// <summary>The stop metric reached its value, or did not improve for long enough.</summary>
    Metric,

    /// <summary>The time limit passed; the checkpoint, where there is one, goes on from here.</summary>
    TimeLimit,
}
