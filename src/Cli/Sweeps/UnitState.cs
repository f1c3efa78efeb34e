namespace Quiver.Cli.Sweeps;

/// <summary>How a unit of a sweep stands.</summary>
internal enum UnitState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>A process works on it, here or on the cluster.</summary>
    Running,

    /// <summary>It came to its end.</summary>
    Finished,

    /// <summary>Its command refused or failed, as often as it was tried.</summary>
    Failed,

    /// <summary>It took longer than it may, as often as it was tried.</summary>
    TimedOut,

    /// <summary>It was stopped, killed, preempted or lost.</summary>
    Lost,
}
