namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>Keys in order: later ones break the ties of earlier ones. Local keys come first, at most one global key last.</summary>
public sealed class LexicographicScore
{
    private static readonly (string Name, ScoreKey Key)[] Names =
    [
        ("edgebank", ScoreKey.EdgeBank), ("edgebank-tw", ScoreKey.EdgeBankWindow), ("lr", ScoreKey.LocalRecency),
            ("lp", ScoreKey.LocalPopularity),
        ("cn", ScoreKey.CommonNeighbors), ("gr", ScoreKey.GlobalRecency), ("gp", ScoreKey.GlobalPopularity),
    ];

    private LexicographicScore(string name, ScoreKey[] keys)
    {
        Name = name;
        Global = keys[^1] >= ScoreKey.GlobalRecency ? keys[^1] : null;
        Local = Global is null ? keys : keys[..^1];
    }

    /// <summary>The names of the single keys.</summary>
    public static IReadOnlyList<string> KeyNames { get; } = [.. Names.Select(n => n.Name)];

    /// <summary>Name for tables, for example <c>lr&gt;gr</c>.</summary>
    public string Name { get; }

    /// <summary>Keys of source and destination together.</summary>
    public IReadOnlyList<ScoreKey> Local { get; }

    /// <summary>The key of the destination alone, or null.</summary>
    public ScoreKey? Global { get; }

    /// <summary>Reads keys joined by &gt; or +, for example <c>lr&gt;lp&gt;gp</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The score.</returns>
    /// <exception cref="FormatException">A key is not known, occurs twice, or a global one is not the last.</exception>
    public static LexicographicScore Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new FormatException($"A score has at least one key: {string.Join(", ", KeyNames)}, joined by > for ties.");
        }

        var keys = text.Split(['>', '+'], StringSplitOptions.TrimEntries).Select(p =>
        {
            var index = Array.FindIndex(Names, n => string.Equals(n.Name, p, StringComparison.Ordinal));
            return index < 0 ? throw new FormatException($"There is no key '{p}' in '{text}': use {string.Join(", ", KeyNames)}, joined "
                + $"by > for ties.") : Names[index].Key;
        }).ToArray();
        if (keys.Distinct().Count() != keys.Length || keys[..^1].Any(k => k >= ScoreKey.GlobalRecency))
        {
            throw new FormatException($"'{text}': every key once, and a global one (gr, gp) only at the end.");
        }

        return new LexicographicScore(string.Join('>', keys.Select(k => Array.Find(Names, n => n.Key == k).Name)), keys);
    }
}
