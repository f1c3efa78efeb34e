namespace Quiver.Cli.Common;

/// <summary>How a run stands.</summary>
internal enum RunState
{
    /// <summary>A process works on it.</summary>
    Running,

    /// <summary>It came to its end.</summary>
    Finished,

    /// <summary>It was asked to stop and can be resumed.</summary>
    Interrupted,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>Its process is gone without a word: killed, or the machine stopped.</summary>
    Killed,
}
