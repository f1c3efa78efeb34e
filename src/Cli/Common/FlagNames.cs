using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Quiver.Cli.Common;

/// <summary>
/// The library speaks of its options by their names, as in "leave option Key out"; on the command line they are flags: "leave --key out".
/// </summary>
internal static partial class FlagNames
{
    private static readonly FrozenDictionary<string, string> Flags = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Active"] = "--active",
        ["Columns"] = "--columns",
        ["Cutoff"] = "--cutoff",
        ["DateOrder"] = "--date-order",
        ["Electrons"] = "--electrons",
        ["EncodedMapping"] = "--mapping",
        ["EncodedOrder"] = "--spin-order",
        ["Frozen"] = "--frozen",
        ["GraphFormat"] = "--graph-format",
        ["Key"] = "--key",
        ["Layout"] = "--layout",
        ["MaxGroups"] = "--max-groups",
        ["Relabel"] = "--relabel",
        ["Relation"] = "--relation",
        ["SeparateIds = false"] = "--ids shared",
        ["SkipBad"] = "--skip-bad",
        ["Sort"] = "--sort",
        ["Spin"] = "--ms2",
        ["Symmetries"] = "--symmetry",
        ["Tapering"] = "--taper",
        ["TimeUnit"] = "--time-unit",
        ["Trajectories"] = "--trajectories",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The options that have a flag.</summary>
    public static IEnumerable<string> Known => Flags.Keys;

    /// <summary>A sentence of the library with flags for options; words that name no option stay.</summary>
    public static string In(string sentence) =>
        Option().Replace(sentence, static m => Flags.TryGetValue(m.Groups["name"].Value, out var flag) ? flag : m.Value);

    [GeneratedRegex(@"\boption (?<name>[A-Z][A-Za-z]*( = false)?)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Option();
}
