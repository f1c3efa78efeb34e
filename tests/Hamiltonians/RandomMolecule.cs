using System.Globalization;
using System.Text;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Tests;

/// <summary>
/// Random integrals with the symmetries of a molecule's: (pq|rs) = sum over k of L(k)pq L(k)rs with real symmetric L, each of
/// one irrep, so all eight permutations agree and the repulsion is positive.
/// </summary>
internal static class RandomMolecule
{
    /// <summary>Restricted integrals; orbital p lies near p, couplings are weak, irreps are numbered from 1.</summary>
    public static (MolecularIntegrals Integrals, int[] Irreps) Create(int orbitals, int electrons, int spin, int seed, int irrepBits = 0)
    {
        var random = new Random(seed);
        double Next() => 2 * random.NextDouble() - 1;
        var irreps = Enumerable.Range(0, orbitals).Select(_ => random.Next(1 << irrepBits)).ToArray();
        var one = new double[orbitals * orbitals];
        for (var p = 0; p < orbitals; p++)
        {
            for (var q = 0; q <= p; q++)
            {
                var value = p == q ? -4 + 0.9 * p + 0.2 * Next() : irreps[p] == irreps[q] ? 0.15 * Next() : 0;
                one[p * orbitals + q] = one[q * orbitals + p] = value;
            }
        }

        var two = new double[orbitals * orbitals * orbitals * orbitals];
        for (var k = 0; k < 2 * orbitals; k++)
        {
            var irrep = k == 0 ? 0 : random.Next(1 << irrepBits);
            var factor = new double[orbitals * orbitals];
            for (var p = 0; p < orbitals; p++)
            {
                for (var q = 0; q <= p; q++)
                {
                    var allowed = (irreps[p] ^ irreps[q]) == irrep;
                    var value = allowed ? (k == 0 && p == q ? 0.5 : 0) + 0.09 * Next() : 0;
                    factor[p * orbitals + q] = factor[q * orbitals + p] = value;
                }
            }

            for (var i = 0; i < factor.Length; i++)
            {
                for (var j = 0; j < factor.Length; j++)
                {
                    two[i * factor.Length + j] += factor[i] * factor[j];
                }
            }
        }

        return (new MolecularIntegrals(orbitals, electrons, spin, 1.25 * Next(), [one], [two]), [.. irreps.Select(i => i + 1)]);
    }

    /// <summary>The same molecule with orbital <c>order[i]</c> at place i.</summary>
    public static MolecularIntegrals Permute(MolecularIntegrals m, int[] order)
    {
        var n = m.Orbitals;
        double[] One(bool beta) => [.. Enumerable.Range(0, n * n).Select(i => m.One(order[i / n], order[i % n], beta))];
        double[] Two(bool a, bool b) => [.. Enumerable.Range(0, n * n * n * n).Select(i => m.Two(order[i / n / n / n], order[i / n / n % n], order[i / n % n], order[i % n], a, b))];
        return m.IsRestricted
            ? new MolecularIntegrals(n, m.Electrons, m.Spin, m.Constant, [One(false)], [Two(false, false)])
            : new MolecularIntegrals(n, m.Electrons, m.Spin, m.Constant, [One(false), One(true)], [Two(false, false), Two(false, true), Two(true, true)]);
    }

    /// <summary>A random order.</summary>
    public static int[] Shuffle(int n, int seed)
    {
        var order = Enumerable.Range(0, n).ToArray();
        new Random(seed).Shuffle(order);
        return order;
    }

    /// <summary>The file that a quantum chemistry program would write.</summary>
    public static string Fcidump(MolecularIntegrals m, int[] irreps)
    {
        var culture = CultureInfo.InvariantCulture;
        var text = new StringBuilder(string.Create(culture, $"&FCI NORB={m.Orbitals},NELEC={m.Electrons},MS2={m.Spin},\n ORBSYM={string.Join(',', irreps)},\n ISYM=1,\n&END\n"));
        void Line(double value, int p, int q, int r, int s)
        {
            if (value != 0)
            {
                text.Append(culture, $" {value:E16} {p} {q} {r} {s}\n");
            }
        }

        for (var p = 0; p < m.Orbitals; p++)
        {
            for (var q = 0; q <= p; q++)
            {
                for (var r = 0; r <= p; r++)
                {
                    for (var s = 0; s <= (r == p ? q : r); s++)
                    {
                        Line(m.Two(p, q, r, s), p + 1, q + 1, r + 1, s + 1);
                    }
                }
            }
        }

        for (var p = 0; p < m.Orbitals; p++)
        {
            for (var q = 0; q <= p; q++)
            {
                Line(m.One(p, q), p + 1, q + 1, 0, 0);
            }
        }

        text.Append(culture, $" {m.Constant:E16} 0 0 0 0\n");
        return text.ToString();
    }
}
