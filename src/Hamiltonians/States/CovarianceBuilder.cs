using System.Numerics;
using Quiver.Core.Bits;
using Quiver.Core.Vectors;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// Computes all pairwise term covariances of a sparse state. Pairs are collected by the X-mask of their product; for
/// each mask the products of amplitudes are gathered once. All pairs become one small matrix product of signs or, where that is
/// cheaper, look-ups in the sums with all masks of signs.
/// </summary>
internal sealed class CovarianceBuilder
{
    public const int DotBlock = 1024;

    // All pairs of so many basis states are listed once where their masks would be looked up more often.
    private const int MostListed = 16_000;

    // Terms squared times basis states: below, sums pair by pair take a second or two, and their rounding is that of earlier versions,
    // whose searches gave the groupings that are on record.
    private const double LeastForSums = 1e11;

    // Measured beside SignSums: a sign of a term at a state; a product of signs and amplitudes of a pair of terms that may commute.
    private const double SignNanoseconds = 0.8;
    private const double ProductNanoseconds = 0.15;
    private readonly int count;
    private readonly int qubits;
    private readonly ulong[] x;
    private readonly ulong[] z;
    private readonly double[] c;
    private readonly ulong[] signs;
    private readonly int[] reversed;
    private readonly ulong[] basis;
    private readonly ulong[] states;
    private readonly double[] re;
    private readonly double[]? im;
    private readonly BasisIndex index;
    private readonly double[] expectation;
    private readonly double[] values;
    private readonly PackedSupport? packed;
    private readonly bool hasSums;
    private PartnerLists? partners;

    public CovarianceBuilder(PauliSum terms, ulong[] basis, double[] re, double[]? im, double leastForSums = LeastForSums)
    {
        if (terms.Qubits > 64)
        {
            throw new ArgumentException($"Covariances need a state of at most 64 qubits, not {terms.Qubits}.", nameof(terms));
        }

        if (terms.Count > TermCovariance.MaxTerms)
        {
            throw new ArgumentException(
                $"Covariances are kept for all pairs of at most {TermCovariance.MaxTerms} terms, not {terms.Count}: take no state, an active space or " +
                $"tapering.",
                nameof(terms));
        }

        count = terms.Count;
        qubits = terms.Qubits;
        x = new ulong[count];
        z = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            // A basis index counts qubit 0 as its most significant bit.
            x[i] = BitWords.Reverse(terms.X(i)[0], terms.Qubits);
            z[i] = BitWords.Reverse(terms.Z(i)[0], terms.Qubits);
        }

        c = terms.Coefficients.ToArray();
        this.basis = basis;
        this.re = re;
        this.im = im;
        index = new BasisIndex(basis);
        packed = PackedSupport.Of(basis, qubits);
        states = packed?.States ?? basis;
        hasSums = packed is not null && (double)count * count * basis.Length >= leastForSums;
        signs = [.. z];
        reversed = new int[count];
        for (var i = 0; packed is not null && i < count; i++)
        {
            (signs[i], var isReversed) = packed.Signs(z[i]);
            reversed[i] = isReversed ? 1 : 0;
        }

        expectation = new double[count];
        values = new double[(long)count * count];
    }

    public TermCovariance Build(CancellationToken cancellationToken)
    {
        var byMask = Enumerable.Range(0, count).GroupBy(i => x[i]).Select(g => (Mask: g.Key, Terms: g.ToArray())).ToArray();
        var pairs = new Dictionary<ulong, List<(int A, int B)>>();
        for (var a = 0; a < byMask.Length; a++)
        {
            for (var b = a; b < byMask.Length; b++)
            {
                var mask = byMask[a].Mask ^ byMask[b].Mask;
                if (!pairs.TryGetValue(mask, out var list))
                {
                    pairs.Add(mask, list = []);
                }

                list.Add((a, b));
            }
        }

        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        var isListed = packed is null || packed.Nanoseconds * pairs.Count > PartnerLists.Nanoseconds(basis.Length);
        if (isListed && basis.Length <= MostListed && 2L * basis.Length < pairs.Count)
        {
            partners = PartnerLists.Of(basis, [.. pairs.Keys], im is null, cancellationToken);
        }

        CovarianceWorkspace Space() => new(packed?.Bits ?? qubits, im is not null);
        Parallel.ForEach(byMask, options, Space, (group, _, space) => SingleExpectations(group.Mask, group.Terms, space), _ => { });
        Parallel.ForEach(
            pairs, options, Space, (pair, _, space) => Product(pair.Key, pair.Value, byMask, space), _ => { });
        Parallel.For(0, count, options, j =>
        {
            var row = values.AsSpan(j * count, count);
            for (var k = 0; k < count; k++)
            {
                if (Commute(j, k))
                {
                    row[k] = c[j] * c[k] * (row[k] - expectation[j] * expectation[k]);
                }
            }
        });
        return new TermCovariance(values, count);
    }

    private bool Commute(int j, int k) => ((BitOperations.PopCount(x[j] & z[k]) + BitOperations.PopCount(z[j] & x[k])) & 1) == 0;

    private CovarianceWorkspace SingleExpectations(ulong mask, int[] terms, CovarianceWorkspace space)
    {
        var length = Gather(mask, space);
        foreach (var t in terms)
        {
            // <P> = Re i^{|x and z|} sum_b conj(psi[b ^ x]) (-1)^{|z and b|} psi[b].
            var power = (BitOperations.PopCount(x[t] & z[t]) + (2 * reversed[t])) & 3;
            var part = (power & 1) == 0 ? space.Real : space.Imaginary;
            double sum = 0;
            for (var i = 0; part is not null && i < length; i++)
            {
                sum += (BitOperations.PopCount(signs[t] & space.Basis[i]) & 1) == 0 ? part[i] : -part[i];
            }

            // Re(i s) = -Im s, Re(-s) = -Re s, Re(-i s) = Im s.
            expectation[t] = power is 1 or 2 ? -sum : sum;
        }

        return space;
    }

    /// <summary>
    /// Collects conj(psi[b ^ mask]) psi[b] over the support. In a real state b and b ^ mask contribute alike: each pair is taken once
    /// with twice its product.
    /// </summary>
    private int Gather(ulong mask, CovarianceWorkspace space)
    {
        space.Reserve(basis.Length);
        var n = 0;
        var once = im is null && mask != 0;
        if (partners?.Find(mask) is { } list)
        {
            foreach (var (i, partner) in list.Span)
            {
                Take(i, partner);
            }

            return n;
        }

        if (packed is not null)
        {
            var found = packed.Pairs(mask, once, space.States, space.Partners);
            for (var p = 0; p < found; p++)
            {
                Take(space.States[p], space.Partners[p]);
            }

            return n;
        }

        for (var i = 0; i < basis.Length; i++)
        {
            var other = basis[i] ^ mask;
            var partner = once && other < basis[i] ? -1 : index.Find(other);
            if (partner >= 0)
            {
                Take(i, partner);
            }
        }

        return n;

        void Take(int i, int partner)
        {
            space.Basis[n] = states[i];
            if (im is null)
            {
                space.Real[n] = (once ? 2.0 : 1.0) * re[partner] * re[i];
            }
            else
            {
                space.Real[n] = re[partner] * re[i] + im[partner] * im[i];
                space.Imaginary![n] = re[partner] * im[i] - im[partner] * re[i];
            }

            n++;
        }
    }

    private CovarianceWorkspace Product(
        ulong mask, List<(int A, int B)> pairs, (ulong Mask, int[] Terms)[] byMask, CovarianceWorkspace space)
    {
        var length = Gather(mask, space);
        if (length == 0)
        {
            return space;
        }

        double each = 0;
        foreach (var (a, b) in pairs)
        {
            var (left, right) = ((double)byMask[a].Terms.Length, (double)byMask[b].Terms.Length);
            each += (SignNanoseconds * (left + right)) + (ProductNanoseconds * left * right);
        }

        var paired = space.Basis.AsSpan(0, length);
        if (hasSums && space.Sums.Estimate(paired) < each * length)
        {
            space.Sums.Sum(paired, space.Real, space.Imaginary);
            foreach (var (a, b) in pairs)
            {
                LookUp(byMask[a].Terms, byMask[b].Terms, mask, space);
            }

            return space;
        }

        foreach (var (a, b) in pairs)
        {
            for (var start = 0; start < length; start += DotBlock)
            {
                Block(byMask[a].Terms, byMask[b].Terms, mask, start, Math.Min(DotBlock, length - start), space);
            }
        }

        return space;
    }

    private void LookUp(int[] left, int[] right, ulong mask, CovarianceWorkspace space)
    {
        var codes = space.Codes(right.Length);
        for (var k = 0; k < right.Length; k++)
        {
            codes[k] = space.Sums.Code(signs[right[k]]);
        }

        foreach (var j in left)
        {
            var code = space.Sums.Code(signs[j]);
            for (var k = 0; k < right.Length; k++)
            {
                var t = right[k];
                if (!Commute(j, t) || Power(j, t, mask) is var power && (power & 1) != 0 && im is null)
                {
                    continue;
                }

                Add(j, t, power, (power & 1) == 0 ? space.Sums.Real(code ^ codes[k]) : space.Sums.Imaginary(code ^ codes[k]));
            }
        }
    }

    private void Block(int[] left, int[] right, ulong mask, int start, int length, CovarianceWorkspace space)
    {
        var signs = space.Signs(right.Length * DotBlock);
        for (var k = 0; k < right.Length; k++)
        {
            FillSigns(this.signs[right[k]], space.Basis.AsSpan(start, length), signs.AsSpan(k * DotBlock, length));
        }

        Span<double> row = space.Row.AsSpan(0, length);
        foreach (var j in left)
        {
            // <P_j P_k> = Re i^{phase + |x and z|} sum conj(psi[b ^ x]) (-1)^{|z and b|} psi[b] with the product's x and z.
            for (var imaginary = 0; imaginary < (im is null ? 1 : 2); imaginary++)
            {
                FillSigns(this.signs[j], space.Basis.AsSpan(start, length), row);
                var part = (imaginary == 0 ? space.Real : space.Imaginary!).AsSpan(start, length);
                System.Numerics.Tensors.TensorPrimitives.Multiply(row, part, row);
                for (var k = 0; k < right.Length; k++)
                {
                    var t = right[k];
                    if (!Commute(j, t))
                    {
                        continue;
                    }

                    var power = Power(j, t, mask);
                    if ((power & 1) == imaginary)
                    {
                        Add(j, t, power, DotProduct.Of(row, signs.AsSpan(k * DotBlock, length)));
                    }
                }
            }
        }
    }

    /// <summary>Adds the real part of i^power times a sum, or of i^(power + 1) times an imaginary one, to a pair's mean.</summary>
    private void Add(int j, int t, int power, double sum)
    {
        var value = power is 1 or 2 ? -sum : sum;
        values[(long)j * count + t] += value;
        if (j != t && x[j] != x[t])
        {
            values[(long)t * count + j] += value;
        }
    }

    private int Power(int j, int t, ulong mask) =>
        (Phase(j, t) + BitOperations.PopCount(mask & (z[j] ^ z[t])) + (2 * (reversed[j] + reversed[t]))) & 3;

    private int Phase(int j, int k) =>
        BitOperations.PopCount(x[j] & z[j]) + BitOperations.PopCount(x[k] & z[k])
        - BitOperations.PopCount((x[j] ^ x[k]) & (z[j] ^ z[k])) + 2 * BitOperations.PopCount(z[j] & x[k]);

    private static void FillSigns(ulong mask, ReadOnlySpan<ulong> basis, Span<double> signs)
    {
        for (var i = 0; i < basis.Length; i++)
        {
            signs[i] = 1 - 2 * (BitOperations.PopCount(mask & basis[i]) & 1);
        }
    }
}
