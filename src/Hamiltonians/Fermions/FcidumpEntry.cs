namespace Quiver.Hamiltonians.Fermions;

/// <summary>One line of an FCIDUMP file; orbitals from 1, 0 for none.</summary>
/// <param name="Value">The value.</param>
/// <param name="I">First orbital.</param>
/// <param name="J">Second orbital.</param>
/// <param name="K">Third orbital.</param>
/// <param name="L">Fourth orbital.</param>
/// <param name="Block">Number of zero lines before it, at most 5, in an unrestricted file.</param>
/// <param name="Line">Its line in the file.</param>
internal readonly record struct FcidumpEntry(double Value, int I, int J, int K, int L, int Block, long Line)
{
    /// <summary>The highest orbital named.</summary>
    public int Highest => Math.Max(Math.Max(I, J), Math.Max(K, L));
}
