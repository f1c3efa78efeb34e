using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>Fills the integral arrays from FCIDUMP lines, with all permutations that leave an integral unchanged.</summary>
internal sealed class FcidumpTable
{
    // Files that list permutations of one integral print each with its own rounding, here as a share of the largest value.
    private const double Tolerance = 1e-6;
    private readonly double tolerance;
    private readonly string path;
    private readonly FcidumpLayout layout;
    private readonly int n;
    private readonly double[][] one;
    private readonly PackedPairs[] two;
    private readonly Dictionary<(int, int, int, int, int), double> seen = [];
    private readonly HashSet<(int, int, int, int, int)> literal = [];
    private double? constant;

    public FcidumpTable(string path, int orbitals, FcidumpLayout layout, double largest)
    {
        tolerance = Tolerance * largest;
        this.path = path;
        this.layout = layout;
        n = layout is FcidumpLayout.SpinOrbitals or FcidumpLayout.SpinBlocks ? orbitals / 2 : orbitals;
        var restricted = layout == FcidumpLayout.Restricted;
        one = [.. Enumerable.Range(0, restricted ? 1 : 2).Select(_ => new double[n * n])];
        two = [.. Enumerable.Range(0, restricted ? 1 : 3).Select(kind => new PackedPairs(n, kind != 1))];
    }

    /// <summary>Takes in a line.</summary>
    public void Add(FcidumpEntry e)
    {
        if (e.I == 0)
        {
            AddConstant(e);
            return;
        }

        if (e.J == 0)
        {
            return; // an orbital energy
        }

        if (!literal.Add((layout == FcidumpLayout.Blocks ? e.Block : 0, e.I, e.J, e.K, e.L)))
        {
            throw new InputException(path, e.Line, $"the integral {e.I} {e.J} {e.K} {e.L} stands here a second time.");
        }

        var (p, first) = Orbital(e.I);
        var (q, second) = Orbital(e.J);
        if (e.K == 0)
        {
            var spin = layout == FcidumpLayout.Blocks ? (e.Block == 4 ? 1 : 0) : first;
            RequireOneSpin(first, second, e);
            Claim(10 + spin, Math.Max(p, q), Math.Min(p, q), 0, 0, e);
            one[spin][p * n + q] = one[spin][q * n + p] = e.Value;
            return;
        }

        var (r, third) = Orbital(e.K);
        var (s, fourth) = Orbital(e.L);
        RequireOneSpin(first, second, e);
        RequireOneSpin(third, fourth, e);
        var kind = layout == FcidumpLayout.Blocks ? e.Block switch { 0 => 0, 1 => 2, _ => 1 } : first + third;
        if (layout != FcidumpLayout.Blocks && first > third)
        {
            (p, q, r, s) = (r, s, p, q); // (alpha alpha | beta beta), whichever pair the file names first
        }

        AddTwo(kind, p, q, r, s, e);
    }

    /// <summary>The integrals.</summary>
    public MolecularIntegrals Build(int electrons, int spin, OrbitalSymmetry? symmetry, Notes notes)
    {
        try
        {
            var result = new MolecularIntegrals(n, electrons, spin, constant ?? 0, one, two);
            return symmetry?.Fitting(result, notes) is { } labels
                ? new MolecularIntegrals(n, electrons, spin, constant ?? 0, one, two) { Symmetry = labels }
                : result;
        }
        catch (ArgumentException e)
        {
            throw new InputException(path, 1, e.Message.Split(" (Parameter")[0], e);
        }
    }

    private (int Orbital, int Spin) Orbital(int number) => layout switch
    {
        FcidumpLayout.BetaAfterAlpha or FcidumpLayout.SpinBlocks => ((number - 1) % n, number > n ? 1 : 0),
        FcidumpLayout.SpinOrbitals => ((number - 1) / 2, (number - 1) % 2),
        _ => (number - 1, 0),
    };

    private void AddConstant(FcidumpEntry e)
    {
        if (layout == FcidumpLayout.Blocks && e.Block < 5 && e.Value == 0)
        {
            return;
        }

        if (constant is { } before && before != e.Value)
        {
            throw new InputException(path, e.Line, "the constant (0 0 0 0) stands here a second time.");
        }

        constant = e.Value;
    }

    private void AddTwo(int kind, int p, int q, int r, int s, FcidumpEntry e)
    {
        (p, q) = p >= q ? (p, q) : (q, p);
        (r, s) = r >= s ? (r, s) : (s, r);
        if (kind != 1 && (p < r || (p == r && q < s)))
        {
            (p, q, r, s) = (r, s, p, q);
        }

        Claim(kind, p, q, r, s, e);
        two[kind][p, q, r, s] = e.Value;
    }

    private void Claim(int kind, int p, int q, int r, int s, FcidumpEntry e)
    {
        if (!seen.TryAdd((kind, p, q, r, s), e.Value) && Math.Abs(seen[(kind, p, q, r, s)] - e.Value) > tolerance)
        {
            throw new InputException(path, e.Line, $"a permutation of the integral {e.I} {e.J} {e.K} {e.L} stands in the file before "
                + $"with another value.");
        }
    }

    private void RequireOneSpin(int first, int second, FcidumpEntry e)
    {
        if (first != second && e.Value != 0)
        {
            throw new InputException(path, e.Line, $"the integral {e.I} {e.J} {e.K} {e.L} mixes alpha and beta orbitals.");
        }
    }
}
