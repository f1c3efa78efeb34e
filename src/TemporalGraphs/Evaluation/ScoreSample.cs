using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>
/// Scores of true links, each beside that of one false link, for average precision and AUC. A score is one number or several of which
/// later ones break ties. Of more than <see cref="Most"/> queries every second one is kept, then every fourth, and so on.
/// </summary>
internal sealed class ScoreSample
{
    /// <summary>The most queries that are kept.</summary>
    public const int Most = 1 << 22;

    private readonly List<double> rows = [];
    private int width;
    private long seen;
    private long stride = 1;

    /// <summary>Queries that are kept.</summary>
    public int Count => width == 0 ? 0 : rows.Count / (2 * width);

    /// <summary>Adds a query.</summary>
    /// <param name="own">The score of the true link.</param>
    /// <param name="other">The score of the false link, as many numbers.</param>
    public void Add(ReadOnlySpan<double> own, ReadOnlySpan<double> other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Length, own.Length, nameof(other));
        width = width == 0 ? own.Length : width;
        ArgumentOutOfRangeException.ThrowIfNotEqual(own.Length, width, nameof(own));
        if (seen++ % stride != 0)
        {
            return;
        }

        if (Count == Most)
        {
            stride *= 2;
            var all = CollectionsMarshal.AsSpan(rows);
            var length = 2 * width;
            for (var q = 0; q < Most / 2; q++)
            {
                all.Slice(2 * q * length, length).CopyTo(all[(q * length)..]);
            }

            rows.RemoveRange(Most / 2 * length, Most / 2 * length);
            if ((seen - 1) % stride != 0)
            {
                return;
            }
        }

        rows.AddRange(own);
        rows.AddRange(other);
    }

    /// <summary>The scores as single numbers in the same order.</summary>
    /// <returns>Of the true links and of the false ones.</returns>
    public (float[] True, float[] False) Columns()
    {
        var flat = Places();
        var (own, other) = (new float[Count], new float[Count]);
        for (var q = 0; q < own.Length; q++)
        {
            (own[q], other[q]) = (flat[2 * q], flat[(2 * q) + 1]);
        }

        return (own, other);
    }

    private float[] Places()
    {
        var flat = new float[2 * Count];
        if (width <= 1)
        {
            for (var i = 0; i < flat.Length; i++)
            {
                flat[i] = (float)rows[i];
            }

            return flat;
        }

        var order = new int[flat.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => Row(a).SequenceCompareTo(Row(b)));
        for (var (k, place) = (0, 0); k < order.Length; k++)
        {
            place += k > 0 && !Row(order[k]).SequenceEqual(Row(order[k - 1])) ? 1 : 0;
            flat[order[k]] = place;
        }

        return flat;
    }

    private ReadOnlySpan<double> Row(int index) => CollectionsMarshal.AsSpan(rows).Slice(index * width, width);
}
