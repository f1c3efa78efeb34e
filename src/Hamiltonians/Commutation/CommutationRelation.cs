using System.Numerics;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Commutation;

/// <summary>Decides, term by term, whether two terms of a sum may share a group.</summary>
public static class CommutationRelation
{
    /// <summary>Whether two terms are compatible under a rule.</summary>
    /// <param name="sum">The operator.</param>
    /// <param name="i">One term.</param>
    /// <param name="j">The other.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>True when both may stand in one group. Every term is compatible with itself.</returns>
    public static bool Compatible(PauliSum sum, int i, int j, CommutationRule rule)
    {
        ArgumentNullException.ThrowIfNull(sum);
        return i == j || rule switch
        {
            CommutationRule.FullyCommuting => PauliWords.Commute(sum.X(i), sum.Z(i), sum.X(j), sum.Z(j)),
            CommutationRule.QubitWise => PauliWords.QubitWiseCommute(sum.X(i), sum.Z(i), sum.X(j), sum.Z(j)),
            CommutationRule.Anticommuting => !PauliWords.Commute(sum.X(i), sum.Z(i), sum.X(j), sum.Z(j)),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
        };
    }

    /// <summary>Writes which terms conflict with (are not compatible with) one term.</summary>
    /// <param name="sum">The operator.</param>
    /// <param name="term">The term.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="row">Receives bit j for every conflicting term j; (Count + 63) / 64 words.</param>
    public static void ConflictRow(PauliSum sum, int term, CommutationRule rule, Span<ulong> row)
    {
        ArgumentNullException.ThrowIfNull(sum);
        row.Clear();
        if (sum.Words == 1)
        {
            ConflictRowOneWord(sum, term, rule, row);
            return;
        }

        for (var j = 0; j < sum.Count; j++)
        {
            if (!Compatible(sum, term, j, rule))
            {
                row[j >> 6] |= 1UL << (j & 63);
            }
        }
    }

    private static void ConflictRowOneWord(PauliSum sum, int term, CommutationRule rule, Span<ulong> row)
    {
        var xs = sum.AllX;
        var zs = sum.AllZ;
        ulong x = xs[term], z = zs[term];
        for (var w = 0; w < row.Length; w++)
        {
            var start = w << 6;
            var count = Math.Min(64, xs.Length - start);
            ulong bits = 0;
            if (rule == CommutationRule.QubitWise)
            {
                for (var k = 0; k < count; k++)
                {
                    ulong x2 = xs[start + k], z2 = zs[start + k];
                    var clash = (x | z) & (x2 | z2) & ((x ^ x2) | (z ^ z2));
                    bits |= (clash != 0 ? 1UL : 0UL) << k;
                }
            }
            else
            {
                for (var k = 0; k < count; k++)
                {
                    var parity = (x & zs[start + k]) ^ (z & xs[start + k]);
                    bits |= ((ulong)BitOperations.PopCount(parity) & 1) << k;
                }

                if (rule == CommutationRule.Anticommuting)
                {
                    bits = ~bits & (count == 64 ? ulong.MaxValue : (1UL << count) - 1);
                }
            }

            row[w] = bits;
        }

        row[term >> 6] &= ~(1UL << (term & 63));
    }
}
