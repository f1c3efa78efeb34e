using System.Numerics;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.States;

/// <summary>The determinants with given numbers of alpha and beta electrons, under an encoding.</summary>
/// <param name="Mapping">How occupations became qubits.</param>
/// <param name="Order">How modes are numbered.</param>
/// <param name="Alpha">Number of alpha electrons.</param>
/// <param name="Beta">Number of beta electrons.</param>
public sealed record ElectronSector(FermionMapping Mapping, SpinOrder Order, int Alpha, int Beta)
{
    /// <summary>The Hartree-Fock determinant: the lowest orbitals of each spin occupied.</summary>
    /// <param name="qubits">Number of spin orbitals.</param>
    /// <returns>Its basis index, qubit 0 most significant.</returns>
    public ulong HartreeFock(int qubits)
    {
        var occupation = new bool[qubits];
        for (var p = 0; p < qubits / 2; p++)
        {
            occupation[Mode(p, 0, qubits)] = p < Alpha;
            occupation[Mode(p, 1, qubits)] = p < Beta;
        }

        return Index(new FermionEncoding(Mapping, qubits).Encode(occupation));
    }

    /// <summary>All determinants of the sector.</summary>
    /// <param name="qubits">Number of spin orbitals, even, at most 64.</param>
    /// <param name="maxExcitation">Only those within this many excitations of Hartree-Fock; -1 for all.</param>
    /// <returns>Basis indices, ascending.</returns>
    public ulong[] Determinants(int qubits, int maxExcitation = -1)
    {
        var encoding = new FermionEncoding(Mapping, qubits);
        var orbitals = qubits / 2;
        var alphas = Strings(orbitals, Alpha);
        var betas = Strings(orbitals, Beta);
        var reference = (Alpha: (1UL << Alpha) - 1, Beta: (1UL << Beta) - 1);

        // The encoding is linear: encode the two spins separately and combine by xor.
        var columns = new ulong[qubits];
        for (var p = 0; p < qubits; p++)
        {
            var occupation = new bool[qubits];
            occupation[p] = true;
            columns[p] = Index(encoding.Encode(occupation));
        }

        ulong Encoded(ulong orbitalBits, int spin)
        {
            ulong result = 0;
            for (var p = 0; p < orbitals; p++)
            {
                result ^= (orbitalBits >> p & 1) != 0 ? columns[Mode(p, spin, qubits)] : 0;
            }

            return result;
        }

        var encodedBeta = betas.Select(b => Encoded(b, 1)).ToArray();
        var list = new List<ulong>();
        foreach (var a in alphas)
        {
            var left = Encoded(a, 0);
            var moved = BitOperations.PopCount(a & ~reference.Alpha);
            for (var b = 0; b < betas.Length; b++)
            {
                if (maxExcitation < 0 || moved + BitOperations.PopCount(betas[b] & ~reference.Beta) <= maxExcitation)
                {
                    list.Add(left ^ encodedBeta[b]);
                }
            }
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

    private static ulong[] Strings(int orbitals, int electrons)
    {
        if (electrons == 0)
        {
            return [0];
        }

        var list = new List<ulong>();
        for (var s = (1UL << electrons) - 1; s < 1UL << orbitals;)
        {
            list.Add(s);
            var low = s & (0 - s);
            var next = s + low;
            s = next | (((s ^ next) >> 2) / low);
        }

        return [.. list];
    }

    private int Mode(int orbital, int spin, int qubits) => Order == SpinOrder.Interleaved ? 2 * orbital + spin : orbital + spin * (qubits / 2);
}
