namespace Quiver.Cli.Sweeps;

/// <summary>One run of a sweep: deterministic, independent of all others, in a folder of its own.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Words">Its command line, without the run folder.</param>
/// <param name="Choices">What distinguishes it: the varied options and arguments with their values.</param>
internal sealed record SweepUnit(int Index, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Choices)
{
    /// <summary>The unit's number with leading zeros, for names of folders.</summary>
    public string Name => Index.ToString("00000", System.Globalization.CultureInfo.InvariantCulture);
}
