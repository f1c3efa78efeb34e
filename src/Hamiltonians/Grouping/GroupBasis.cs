using Quiver.Core.Bits;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>
/// What a growing group has to remember to accept or refuse a term: for full commutation a set of independent
/// generators (at most one per qubit), for qubit-wise commutation the union of letters, else its members.
/// </summary>
/// <remarks>
/// A term commutes with every member of a commuting group exactly when it commutes with the group's independent
/// generators: the symplectic product is bilinear.
/// </remarks>
internal sealed class GroupBasis
{
    private readonly PauliSum terms;
    private readonly CommutationRule rule;
    private readonly List<int> generators = [];
    private readonly BinaryBasis basis = new();
    private readonly ulong[] unionX;
    private readonly ulong[] unionZ;

    public GroupBasis(PauliSum terms, CommutationRule rule)
    {
        this.terms = terms;
        this.rule = rule;
        unionX = new ulong[terms.Words];
        unionZ = new ulong[terms.Words];
    }

    /// <summary>Whether a term is compatible with every member.</summary>
    public bool Accepts(int term)
    {
        if (rule == CommutationRule.QubitWise)
        {
            return PauliWords.QubitWiseCommute(unionX, unionZ, terms.X(term), terms.Z(term));
        }

        var x = terms.X(term);
        var z = terms.Z(term);
        var parityWanted = rule == CommutationRule.FullyCommuting;
        foreach (var g in generators)
        {
            if (PauliWords.Commute(terms.X(g), terms.Z(g), x, z) != parityWanted)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes an accepted term in.</summary>
    public void Add(int term)
    {
        switch (rule)
        {
            case CommutationRule.QubitWise:
                for (var w = 0; w < unionX.Length; w++)
                {
                    unionX[w] |= terms.X(term)[w];
                    unionZ[w] |= terms.Z(term)[w];
                }

                break;
            case CommutationRule.FullyCommuting:
                if (basis.Count < terms.Qubits && basis.Add([.. terms.X(term), .. terms.Z(term)]))
                {
                    generators.Add(term);
                }

                break;
            default:
                generators.Add(term);
                break;
        }
    }
}
