namespace Quiver.Cli.Doctor;

/// <summary>What a check found.</summary>
internal enum CheckState
{
    /// <summary>It is there and works.</summary>
    Ok,

    /// <summary>It is not there, and only some commands would use it.</summary>
    Absent,

    /// <summary>It is needed and missing, or it is there and does not work.</summary>
    Broken,
}
