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

        // Numbers alone sort several times as fast as by a comparison; equal keys then take the operator's order.
        double[] sorted = [.. keys];
        Array.Sort(sorted, order);
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && sorted[end].Equals(sorted[start]); end++)
            {
            }

            order.AsSpan(start..end).Sort();
        }

        return order;
    }
}
