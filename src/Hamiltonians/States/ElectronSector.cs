using System.Numerics;
using Quiver.Core.Bits;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// The determinants with given numbers of alpha and beta electrons, under an encoding; after tapering those with the
/// chosen eigenvalues of the symmetries, on the qubits that stay.
/// </summary>
/// <param name="Mapping">How occupations became qubits.</param>
/// <param name="Order">How modes are numbered.</param>
/// <param name="Alpha">Number of alpha electrons.</param>
/// <param name="Beta">Number of beta electrons.</param>
/// <remarks>
/// <see cref="Reference"/> is a choice within the sector and no part of its identity: sectors that differ in it alone are
/// equal. Every method takes the number of qubits that the operator has now, tapered or not.
/// </remarks>
public sealed record ElectronSector(FermionMapping Mapping, SpinOrder Order, int Alpha, int Beta)
{
    /// <summary>The most determinants that are listed.</summary>
    public const int MaxDeterminants = 1 << 25;

    /// <summary>The determinant that Hartree-Fock and CISD mean; null where none was looked for: then the first orbitals are
    /// occupied.</summary>
    public ReferenceDeterminant? Reference { get; init; }

    /// <summary>The qubits that symmetries removed, all of them diagonal; null for the full register.</summary>
    public QubitTapering? Tapering { get; init; }

    /// <summary>For each of <see cref="QubitTapering.Generators"/> whether its eigenvalue is -1; empty without tapering.</summary>
    public IReadOnlyList<bool> NegativeSymmetries { get; init; } = [];

    /// <summary>2 Sz, the number of alpha less that of beta electrons.</summary>
    public int Spin => Alpha - Beta;

    /// <summary>Number of electrons.</summary>
    public int Electrons => Alpha + Beta;

    /// <summary>Whether two sectors hold the same determinants in the same encoding.</summary>
    /// <param name="other">Another sector.</param>
    /// <returns>True when they do, whatever their references.</returns>
    public bool Equals(ElectronSector? other) =>
        other is not null && (Mapping, Order, Alpha, Beta) == (other.Mapping, other.Order, other.Alpha, other.Beta)
        && NegativeSymmetries.SequenceEqual(other.NegativeSymmetries)
        && (Tapering?.Generators ?? []).SequenceEqual(other.Tapering?.Generators ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => (((int)Mapping * 2 + (int)Order) * 128 + Alpha) * 128 + Beta;

    /// <summary>Number of spin orbitals.</summary>
    /// <param name="qubits">Number of qubits of the operator.</param>
    /// <returns>The number of qubits before tapering.</returns>
    public int SpinOrbitals(int qubits) => Tapering?.Qubits ?? qubits;

    /// <summary>The reference determinant, which stands for Hartree-Fock.</summary>
    /// <param name="qubits">Number of qubits of the operator.</param>
    /// <returns>Its basis index, qubit 0 most significant.</returns>
    public ulong HartreeFock(int qubits) => IndexOf(Reference ?? ReferenceDeterminant.First(Alpha, Beta), qubits);

    /// <summary>Whether a spin orbital is occupied in the reference.</summary>
    /// <param name="orbital">Spatial orbital, from 0.</param>
    /// <param name="spin">0 for alpha, 1 for beta.</param>
    /// <returns>True when it is.</returns>
    public bool Occupies(int orbital, int spin) => (Reference ?? ReferenceDeterminant.First(Alpha, Beta)).Occupies(orbital, spin);

    /// <summary>The basis state of a determinant.</summary>
    /// <param name="determinant">Occupied orbitals.</param>
    /// <param name="qubits">Number of qubits of the operator.</param>
    /// <returns>Its basis index, qubit 0 most significant.</returns>
    public ulong IndexOf(ReferenceDeterminant determinant, int qubits)
    {
        ArgumentNullException.ThrowIfNull(determinant);
        var bits = Encoded(determinant, SpinOrbitals(qubits));
        return Index(Tapering is null ? bits : Tapering.Taper(bits));
    }

    /// <summary>The bits of a determinant before tapering.</summary>
    /// <param name="determinant">Occupied orbitals.</param>
    /// <param name="spinOrbitals">Number of spin orbitals, even.</param>
    /// <returns>One bit per qubit of the full register.</returns>
    public bool[] Encoded(ReferenceDeterminant determinant, int spinOrbitals)
    {
        ArgumentNullException.ThrowIfNull(determinant);
        var occupation = new bool[spinOrbitals];
        for (var p = 0; p < spinOrbitals / 2; p++)
        {
            occupation[Mode(p, 0, spinOrbitals)] = determinant.Occupies(p, 0);
            occupation[Mode(p, 1, spinOrbitals)] = determinant.Occupies(p, 1);
        }

        return new FermionEncoding(Mapping, spinOrbitals).Encode(occupation);
    }

    /// <summary>The number of determinants with these electron numbers, whatever their other symmetries.</summary>
    /// <param name="qubits">Number of qubits of the operator.</param>
    /// <returns>C(n, alpha) C(n, beta).</returns>
    public double Size(int qubits) =>
        DeterminantSearch.Binomial(SpinOrbitals(qubits) / 2, Alpha) * DeterminantSearch.Binomial(SpinOrbitals(qubits) / 2, Beta);

    /// <summary>The sector with the reference of an operator, unless it has one already.</summary>
    /// <param name="sum">The operator, on at most 64 qubits.</param>
    /// <returns>This sector with <see cref="Reference"/> set.</returns>
    public ElectronSector WithReference(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (Reference is not null || Alpha + Beta == 0)
        {
            return Reference is null ? this with { Reference = ReferenceDeterminant.First(0, 0) } : this;
        }

        if (Tapering is not null)
        {
            return LowestHere(new MaskedOperator(sum));
        }

        var encoding = new FermionEncoding(Mapping, sum.Qubits);
        var columns = Columns(encoding);
        var op = new MaskedOperator(sum);
        ulong State(ulong a, ulong b) => Spread(a, columns, 0) ^ Spread(b, columns, 1);
        var model = OccupationModel.From(
            sum.Qubits / 2,
            (a, b) => op.Diagonal(State(a, b)),
            (p, q, spin, a, b) => op.Coupling(State(a, b), columns[spin][p] ^ columns[spin][q]));
        return this with { Reference = DeterminantSearch.Lowest(model, Alpha, Beta) };
    }

    /// <summary>All determinants of the sector.</summary>
    /// <param name="qubits">Number of qubits of the operator, at most 64 before tapering.</param>
    /// <param name="maxExcitation">Only those within this many excitations of the reference; -1 for all.</param>
    /// <returns>Basis indices, ascending.</returns>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxDeterminants"/>, or more than 64 spin orbitals.</exception>
    public ulong[] Determinants(int qubits, int maxExcitation = -1)
    {
        var list = new List<ulong>();
        foreach (var (index, _) in Listed(qubits, maxExcitation))
        {
            list.Add(index);
        }

        list.Sort();
        return [.. list];
    }

    private static ulong Index(bool[] bits)
    {
        ulong index = 0;
        foreach (var bit in bits)
        {
            index = index << 1 | (bit ? 1UL : 0);
        }

        return index;
    }

    /// <summary>The encoding is linear: a determinant's index is the xor of its spin orbitals'.</summary>
    private static ulong Spread(ulong orbitals, ulong[][] columns, int spin)
    {
        ulong result = 0;
        for (; orbitals != 0; orbitals &= orbitals - 1)
        {
            result ^= columns[spin][BitOperations.TrailingZeroCount(orbitals)];
        }

        return result;
    }

    private static IEnumerable<(ulong Bits, int Moved)> Strings(int orbitals, int electrons, ulong reference, int maxExcitation)
    {
        if (maxExcitation < 0)
        {
            foreach (var s in DeterminantSearch.Subsets(orbitals, electrons))
            {
                yield return (s, 0);
            }

            yield break;
        }

        var occupied = Enumerable.Range(0, orbitals).Where(p => (reference >> p & 1) != 0).ToArray();
        var empty = Enumerable.Range(0, orbitals).Where(p => (reference >> p & 1) == 0).ToArray();
        for (var k = 0; k <= Math.Min(maxExcitation, Math.Min(occupied.Length, empty.Length)); k++)
        {
            foreach (var left in DeterminantSearch.Subsets(occupied.Length, k))
            {
                foreach (var right in DeterminantSearch.Subsets(empty.Length, k))
                {
                    yield return (reference ^ Pick(occupied, left) ^ Pick(empty, right), k);
                }
            }
        }
    }

    private static ulong Pick(int[] orbitals, ulong choice)
    {
        ulong bits = 0;
        for (; choice != 0; choice &= choice - 1)
        {
            bits |= 1UL << orbitals[BitOperations.TrailingZeroCount(choice)];
        }

        return bits;
    }

    private IEnumerable<(ulong Index, ReferenceDeterminant Determinant)> Listed(int qubits, int maxExcitation)
    {
        var modes = SpinOrbitals(qubits);
        if (modes > 64)
        {
            throw new ArgumentException($"Determinants are listed for at most 64 spin orbitals, not {modes}; take no state.",
                nameof(qubits));
        }

        if (maxExcitation < 0 && Size(qubits) > MaxDeterminants)
        {
            throw new ArgumentException(
                $"{Alpha} alpha and {Beta} beta electrons in {modes / 2} orbitals have {Size(qubits):G4} determinants; at most "
                    + $"{MaxDeterminants} are listed: take the state cisd, hf or none, or an active space.",
                nameof(qubits));
        }

        var reference = Reference ?? ReferenceDeterminant.First(Alpha, Beta);
        var columns = Columns(new FermionEncoding(Mapping, modes));
        var (symmetries, negative) = Parities(modes);
        var betas = Strings(modes / 2, Beta, reference.Beta, maxExcitation)
            .Select(s => (s.Bits, s.Moved, Index: Spread(s.Bits, columns, 1))).ToArray();
        foreach (var (a, moved) in Strings(modes / 2, Alpha, reference.Alpha, maxExcitation))
        {
            var left = Spread(a, columns, 0);
            foreach (var (b, more, right) in betas)
            {
                if (maxExcitation >= 0 && moved + more > maxExcitation)
                {
                    continue;
                }

                var index = left ^ right;
                if (InSector(index, symmetries, negative))
                {
                    yield return (Kept(index, modes), new ReferenceDeterminant(a, b));
                }
            }
        }
    }

    private static bool InSector(ulong index, ulong[] symmetries, bool[] negative)
    {
        for (var i = 0; i < symmetries.Length; i++)
        {
            if ((BitOperations.PopCount(index & symmetries[i]) & 1) != 0 != negative[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Z bits of the symmetries in the order of basis indices, and their eigenvalues.</summary>
    private (ulong[] Symmetries, bool[] Negative) Parities(int modes)
    {
        if (Tapering is null)
        {
            return ([], []);
        }

        return ([.. Tapering.Generators.Select(g => BitWords.Reverse(g.Z[0], modes))], [.. NegativeSymmetries]);
    }

    private ulong Kept(ulong index, int modes)
    {
        if (Tapering is null)
        {
            return index;
        }

        ulong result = 0;
        foreach (var q in Tapering.KeptIndices)
        {
            result = result << 1 | (index >> (modes - 1 - q) & 1);
        }

        return result;
    }

    private ElectronSector LowestHere(MaskedOperator op)
    {
        (double Energy, ReferenceDeterminant? Determinant) best = (double.PositiveInfinity, null);
        foreach (var (index, determinant) in Listed(op.Qubits, -1))
        {
            var energy = op.Diagonal(index);
            if (energy < best.Energy - 1e-12 * Math.Abs(energy))
            {
                best = (energy, determinant);
            }
        }

        return best.Determinant is null ? this : this with { Reference = best.Determinant };
    }

    private ulong[][] Columns(FermionEncoding encoding)
    {
        var result = new[] { new ulong[encoding.Modes / 2], new ulong[encoding.Modes / 2] };
        for (var spin = 0; spin < 2; spin++)
        {
            for (var p = 0; p < encoding.Modes / 2; p++)
            {
                var occupation = new bool[encoding.Modes];
                occupation[Mode(p, spin, encoding.Modes)] = true;
                result[spin][p] = Index(encoding.Encode(occupation));
            }
        }

        return result;
    }

    private int Mode(int orbital, int spin, int modes) =>
        Order == SpinOrder.Interleaved ? 2 * orbital + spin : orbital + spin * (modes / 2);
}
