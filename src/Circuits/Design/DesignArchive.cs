namespace Quiver.Circuits.Design;

/// <summary>Keeps the circuits worth having: the Pareto front over cost, CX, depth and parameters, and a count of good ones.</summary>
/// <param name="tolerance">A circuit whose cost lies this close to <paramref name="least"/> is good.</param>
/// <param name="least">The least cost; null counts none.</param>
public sealed class DesignArchive(double tolerance, double? least)
{
    private readonly List<DesignResult> front = [];
    private readonly HashSet<string> good = new(StringComparer.Ordinal);

    /// <summary>Circuits that no other one beats in every respect, cheapest in CX first.</summary>
    public IReadOnlyList<DesignResult> Front => front;

    /// <summary>Distinct circuits within the tolerance.</summary>
    public int Good => good.Count;

    /// <summary>The circuit of highest reward.</summary>
    public DesignResult? Best { get; private set; }

    /// <summary>How far above the least cost a circuit is good.</summary>
    internal double Tolerance => tolerance;

    /// <summary>An archive of the same measure without circuits.</summary>
    internal DesignArchive Empty() => new(tolerance, least);

    /// <summary>The same circuits written in another way; the count of good ones stays.</summary>
    /// <param name="change">Writes one.</param>
    internal DesignArchive Select(Func<DesignResult, DesignResult> change)
    {
        var other = Empty();
        foreach (var result in Best is null ? front : front.Append(Best))
        {
            other.Add(change(result));
        }

        other.good.Clear();
        other.good.UnionWith(good);
        return other;
    }

    /// <summary>Offers a circuit.</summary>
    /// <param name="result">The circuit.</param>
    public void Add(DesignResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (Best is null || result.LogReward > Best.LogReward)
        {
            Best = result;
        }

        if (least is { } bottom && result.Cost <= bottom + tolerance)
        {
            good.Add(string.Join(',', result.Word));
        }

        foreach (var other in front)
        {
            if (other.Cost <= result.Cost + 1e-9 && other.Cx <= result.Cx && other.Depth <= result.Depth
                && other.Parameters <= result.Parameters)
            {
                return;
            }
        }

        front.RemoveAll(other => result.Cost <= other.Cost && result.Cx <= other.Cx && result.Depth <= other.Depth
            && result.Parameters <= other.Parameters);
        front.Add(result);
        front.Sort((a, b) => (a.Cx, a.Depth, a.Parameters, a.Cost).CompareTo((b.Cx, b.Depth, b.Parameters, b.Cost)));
    }

    /// <summary>Takes over another archive.</summary>
    /// <param name="other">The other archive.</param>
    /// <param name="rescore">Gives its results this archive's log rewards.</param>
    public void Merge(DesignArchive other, Func<DesignResult, DesignResult> rescore)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(rescore);
        foreach (var result in other.front)
        {
            Add(rescore(result));
        }

        if (other.Best is { } best)
        {
            Add(rescore(best));
        }

        good.UnionWith(other.good);
    }

    /// <summary>Renews all log rewards after the score has changed.</summary>
    /// <param name="rescore">Gives a result its new log reward.</param>
    public void Rescore(Func<DesignResult, DesignResult> rescore)
    {
        ArgumentNullException.ThrowIfNull(rescore);
        for (var i = 0; i < front.Count; i++)
        {
            front[i] = rescore(front[i]);
        }

        if (Best is { } best)
        {
            Best = rescore(best);
            foreach (var result in front)
            {
                Best = result.LogReward > Best.LogReward ? result : Best;
            }
        }
    }

    /// <summary>Writes all circuits into a checkpoint.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.WriteCircuits(front);
        writer.WriteCircuits(Best is null ? [] : [Best]);
        writer.Write(good.Count);
        foreach (var word in good.Order(StringComparer.Ordinal))
        {
            writer.Write(word);
        }
    }

    /// <summary>Puts back what <see cref="Write"/> wrote.</summary>
    internal void Read(BinaryReader reader)
    {
        front.Clear();
        front.AddRange(reader.ReadCircuits());
        Best = reader.ReadCircuits() is [var best] ? best : null;
        good.Clear();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            good.Add(reader.ReadString());
        }
    }
}
