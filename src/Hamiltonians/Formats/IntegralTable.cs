using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Collects restricted integrals and fills in their permutations.</summary>
internal sealed class IntegralTable(int n)
{
    private readonly double[] one = new double[n * n];
    private readonly double[] two = new double[n * n * n * n];

    public void One(int p, int q, double value)
    {
        one[p * n + q] = value;
        one[q * n + p] = value;
    }

    /// <summary>Stores (pq|rs) under all eight permutations of real orbitals.</summary>
    public void Two(int p, int q, int r, int s, double value)
    {
        foreach (var (a, b, c, d) in new[] { (p, q, r, s), (q, p, r, s), (p, q, s, r), (q, p, s, r) })
        {
            two[((a * n + b) * n + c) * n + d] = value;
            two[((c * n + d) * n + a) * n + b] = value;
        }
    }

    public MolecularIntegrals Build(int electrons, int spin, double constant) => new(n, electrons, spin, constant, [one], [two]);
}
