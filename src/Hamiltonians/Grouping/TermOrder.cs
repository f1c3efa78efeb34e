using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>Orders in which groupers visit terms. All are stable: equal keys keep the operator's order.</summary>
public static class TermOrder
{
    /// <summary>Descending absolute coefficient: the order of sorted insertion.</summary>
    /// <param name="terms">The operator.</param>
    /// <returns>Term indices.</returns>
    public static int[] ByCoefficient(PauliSum terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var key = new double[terms.Count];
        for (var i = 0; i < key.Length; i++)
        {
            key[i] = -terms.Coefficient(i).Magnitude;
        }

        return Ascending(key);
    }

    /// <summary>Makes keys equal that follow one another within a share of their size, so that rounding breaks no tie.</summary>
    /// <param name="keys">One key per term; changed.</param>
    /// <param name="share">The largest relative difference of neighbours that count as equal.</param>
    public static void JoinTies(double[] keys, double share)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var order = Ascending(keys);
        for (var i = 1; i < order.Length; i++)
        {
            var (before, own) = (keys[order[i - 1]], keys[order[i]]);
            keys[order[i]] = own - before <= share * Math.Abs(before) ? before : own;
        }
    }

    /// <summary>Ascending key.</summary>
    /// <param name="keys">One key per term.</param>
    /// <returns>Term indices.</returns>
    public static int[] Ascending(double[] keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        return order;
    }
}
