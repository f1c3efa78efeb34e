using Quiver.Hamiltonians.Grouping;

namespace Quiver.Circuits.Measurement.Joint;

/// <summary>One group under search; never changed, but replaced.</summary>
/// <param name="Members">Terms, in the order they came.</param>
/// <param name="Bits">The same as a set.</param>
/// <param name="Variance">Of their sum.</param>
/// <param name="Key">Exclusive or of the members' random words: groups with the same members have the same key.</param>
internal sealed record JointCell(int[] Members, ulong[] Bits, double Variance, (ulong High, ulong Low) Key)
{
    public static JointCell Of(GroupingProblem problem, int[] members, Func<int, (ulong High, ulong Low)> word)
    {
        var bits = new ulong[(problem.Terms.Count + 63) / 64];
        var (high, low) = (0UL, 0UL);
        foreach (var i in members)
        {
            bits[i >> 6] |= 1UL << (i & 63);
            var (h, l) = word(i);
            (high, low) = (high ^ h, low ^ l);
        }

        return new(members, bits, problem.Covariance!.GroupVariance(members), (high, low));
    }
}
