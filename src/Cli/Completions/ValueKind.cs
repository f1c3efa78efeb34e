namespace Quiver.Cli.Completions;

/// <summary>What stands behind an option.</summary>
internal enum ValueKind
{
    /// <summary>Nothing: the option is a switch.</summary>
    Switch,

    /// <summary>A word that cannot be guessed, such as a number.</summary>
    Word,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,
}
