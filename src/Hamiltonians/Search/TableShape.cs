using Quiver.Core.Bits;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Search;

/// <summary>What the time of a table of covariances depends on, known before the state is.</summary>
/// <param name="Terms">Number of terms.</param>
/// <param name="Masks">Number of X masks of their products.</param>
/// <param name="States">Number of basis states with an amplitude.</param>
/// <param name="Rank">Dimension of their affine hull.</param>
internal readonly record struct TableShape(double Terms, double Masks, double States, int Rank)
{
    // Beyond so many X masks of terms the products' are not counted but bounded.
    private const int MostCounted = 8_192;

    // Where electrons of both spins are conserved, which leaves out most of the hull, a mask also fixes the parities of those within it.
    private const int ElectronParities = 2;

    /// <summary>Whether the state's hull is small enough for sums over it.</summary>
    public bool IsPacked => Rank <= PackedSupport.MostRank;

    /// <summary>Dimension of the hull of the states that a mask leads to one another, of each two the first.</summary>
    public int MaskRank => Math.Max(0, Rank - 1 - (States < Math.Pow(2, Rank - 1) ? ElectronParities : 0));

    /// <summary>The shape, before the state is made.</summary>
    /// <param name="terms">The operator.</param>
    /// <param name="states">Basis states it will have.</param>
    public static TableShape Of(PauliSum terms, double states)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var masks = new HashSet<ulong>();
        var basis = new BinaryBasis();
        for (var t = 0; t < terms.Count; t++)
        {
            var x = terms.X(t);
            if (x.Length > 1)
            {
                return new(terms.Count, double.PositiveInfinity, states, int.MaxValue);
            }

            if (masks.Add(x[0]))
            {
                basis.Add(x.ToArray());
            }
        }

        // The operator leads from one state of its component to all others: the masks span the hull.
        var rank = basis.Count;
        return new(terms.Count, Products([.. masks], rank), states, rank);
    }

    /// <summary>The shape of a part of the terms.</summary>
    /// <param name="terms">How many.</param>
    public TableShape Part(double terms) => this with { Terms = terms, Masks = Math.Min(Masks, terms * terms / 2) };

    /// <summary>Number of different products of two masks; an upper bound where there are many.</summary>
    private static double Products(ulong[] masks, int rank)
    {
        var most = Math.Min(Math.Pow(2, rank), 0.5 * masks.Length * (masks.Length + 1));
        if (masks.Length is 0 or > MostCounted || rank > PackedSupport.MostRank)
        {
            return most;
        }

        var hull = new AffineHull(64);
        hull.Sample([0]);
        hull.Extend(masks);
        hull.Number();
        var places = Array.ConvertAll(masks, m => (int)hull.Places.Of(m));
        var seen = new ulong[1 << Math.Max(0, rank - 6)];
        var count = 0;
        foreach (var a in places)
        {
            foreach (var b in places)
            {
                ref var word = ref seen[(a ^ b) >> 6];
                var bit = 1UL << (a ^ b);
                count += (word & bit) == 0 ? 1 : 0;
                word |= bit;
            }
        }

        return count;
    }
}
