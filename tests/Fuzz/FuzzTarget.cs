namespace Quiver.Fuzz;

/// <summary>One reader under test.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="FileName">The name the input gets on disk: some readers look at the extension.</param>
/// <param name="Seeds">Inputs to mutate; at least one.</param>
/// <param name="Words">Words of the format, thrown in by the mutator.</param>
/// <param name="Grammar">Writes whole inputs, or null.</param>
/// <param name="Read">Reads the file; anything but an <see cref="Core.Runs.InputException"/> that it throws is a fault.</param>
internal sealed record FuzzTarget(
    string Name,
    string FileName,
    IReadOnlyList<byte[]> Seeds,
    IReadOnlyList<string> Words,
    Grammar? Grammar,
    Action<string> Read)
{
    /// <summary>Puts a checksum right after a mutation, so that what lies behind it is reached; null where there is none.</summary>
    public Func<byte[], byte[]>? Repair { get; init; }

    /// <summary>
    /// Whether memory counts by what the process holds, not by what it asked for: a library that asks for an array of the size
    /// that a damaged file names, and finds the file too short before it writes there, takes no memory.
    /// </summary>
    public bool Resident { get; init; }
}
