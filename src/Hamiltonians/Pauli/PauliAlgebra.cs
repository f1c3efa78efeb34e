using System.Numerics;
using Quiver.Core.Bits;
using Quiver.Core.Numbers;

namespace Quiver.Hamiltonians.Pauli;

/// <summary>Sums, products, norms and small matrices of Pauli sums. Every result is a new sum.</summary>
public static class PauliAlgebra
{
    /// <summary>Most qubits of <see cref="ToMatrix"/>: 4,096 rows, 256 MiB.</summary>
    public const int MaxMatrixQubits = 12;

    // A sum of m products is off by at most a few m ulps; m is bounded through the 1-norms.
    private const double Rounding = 1e-15;

    /// <summary>Drops small terms; imaginary parts that are all negligible make the sum real.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="threshold">Terms with |c| at most this are dropped; imaginary parts likewise, if all are.</param>
    /// <returns>The remaining terms in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is negative or not a number.</exception>
    public static PauliSum Simplify(PauliSum sum, double threshold = 1e-12)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (!(threshold >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold must be at least 0.");
        }

        return Combine(sum.Qubits, threshold, threshold, (sum, Complex.One));
    }

    /// <summary>A + B: A's terms in their order, then the new ones of B.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B, on as many qubits.</param>
    /// <returns>The sum; terms that cancel exactly are gone.</returns>
    /// <exception cref="ArgumentException">The numbers of qubits differ.</exception>
    public static PauliSum Add(PauliSum left, PauliSum right)
    {
        RequireSameQubits(left, right);
        return Combine(left.Qubits, 0, 0, (left, Complex.One), (right, Complex.One));
    }

    /// <summary>A - B.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B, on as many qubits.</param>
    /// <returns>The difference; terms that cancel exactly are gone.</returns>
    /// <exception cref="ArgumentException">The numbers of qubits differ.</exception>
    public static PauliSum Subtract(PauliSum left, PauliSum right)
    {
        RequireSameQubits(left, right);
        return Combine(left.Qubits, 0, 0, (left, Complex.One), (right, -Complex.One));
    }

    /// <summary>f A.</summary>
    /// <param name="sum">A.</param>
    /// <param name="factor">f, finite.</param>
    /// <returns>The scaled sum, empty for f = 0.</returns>
    public static PauliSum Scale(PauliSum sum, Complex factor)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (!Complex.IsFinite(factor))
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "A factor must be finite.");
        }

        return Combine(sum.Qubits, 0, 0, (sum, factor));
    }

    /// <summary>The Hermitian adjoint: every coefficient conjugated.</summary>
    /// <param name="sum">The operator.</param>
    /// <returns>The sum itself when it is real.</returns>
    public static PauliSum Adjoint(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (sum.IsReal)
        {
            return sum;
        }

        var conjugate = sum.ImaginaryParts.ToArray();
        for (var i = 0; i < conjugate.Length; i++)
        {
            conjugate[i] = -conjugate[i];
        }

        return new PauliSum(sum.Qubits, sum.AllX.ToArray(), sum.AllZ.ToArray(), sum.Coefficients.ToArray(), conjugate);
    }

    /// <summary>The operator product A B; terms that cancel within rounding are dropped.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B, on as many qubits.</param>
    /// <returns>The product, in the order in which its strings first arise.</returns>
    /// <exception cref="ArgumentException">The numbers of qubits differ.</exception>
    public static PauliSum Multiply(PauliSum left, PauliSum right)
    {
        RequireSameQubits(left, right);
        var builder = new PauliSumBuilder(left.Qubits);
        var strings = Enumerable.Range(0, right.Count).Select(right.String).ToArray();
        for (var i = 0; i < left.Count; i++)
        {
            var (a, ca) = (left.String(i), left.Coefficient(i));
            for (var j = 0; j < strings.Length; j++)
            {
                var product = a.Multiply(strings[j], out var phase);
                builder.Add(product, Phases.Turn(ca * right.Coefficient(j), phase));
            }
        }

        var tolerance = Rounding * AbsoluteSum(left) * AbsoluteSum(right);
        return builder.Build(tolerance, tolerance);
    }

    /// <summary>The commutator A B - B A.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B, on as many qubits.</param>
    /// <returns>Twice the products of the pairs of terms that anticommute; empty when A and B commute.</returns>
    /// <exception cref="ArgumentException">The numbers of qubits differ.</exception>
    public static PauliSum Commutator(PauliSum left, PauliSum right)
    {
        RequireSameQubits(left, right);
        var builder = new PauliSumBuilder(left.Qubits);
        for (var i = 0; i < left.Count; i++)
        {
            for (var j = 0; j < right.Count; j++)
            {
                if (!PauliWords.Commute(left.X(i), left.Z(i), right.X(j), right.Z(j)))
                {
                    var product = left.String(i).Multiply(right.String(j), out var phase);
                    builder.Add(product, Phases.Turn(2 * left.Coefficient(i) * right.Coefficient(j), phase));
                }
            }
        }

        var tolerance = 2 * Rounding * AbsoluteSum(left) * AbsoluteSum(right);
        return builder.Build(tolerance, tolerance);
    }

    /// <summary>The tensor product A &#x2297; B: B acts on the qubits after those of A.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B, on any number of qubits.</param>
    /// <returns>An operator on the qubits of both; every term of A with the first of B, then with the second, ...</returns>
    public static PauliSum Tensor(PauliSum left, PauliSum right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var builder = new PauliSumBuilder(left.Qubits + right.Qubits);
        foreach (var b in right)
        {
            foreach (var a in left)
            {
                builder.Add(a.String.Tensor(b.String), a.Coefficient * b.Coefficient);
            }
        }

        return builder.Build();
    }

    /// <summary>The 2-norm of the coefficients, which is the Frobenius norm divided by sqrt(2^qubits).</summary>
    /// <param name="sum">The operator.</param>
    /// <returns>sqrt(sum |c|^2), identity included, in the operator's unit.</returns>
    public static double Norm(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        double squares = 0;
        for (var i = 0; i < sum.Count; i++)
        {
            var c = sum.Coefficient(i);
            squares += c.Real * c.Real + c.Imaginary * c.Imaginary;
        }

        return Math.Sqrt(squares);
    }

    /// <summary>The dense matrix; for checks of small cases.</summary>
    /// <param name="sum">An operator on at most <see cref="MaxMatrixQubits"/> qubits.</param>
    /// <returns>2^n rows; qubit 0 is the most significant bit of a row's and of a column's number.</returns>
    /// <exception cref="ArgumentException">Too many qubits.</exception>
    public static ComplexMatrix ToMatrix(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var n = sum.Qubits;
        if (n > MaxMatrixQubits)
        {
            throw new ArgumentException($"A dense matrix is limited to {MaxMatrixQubits} qubits, this operator has {n}.", nameof(sum));
        }

        var matrix = new Complex[1 << (2 * n)];
        for (var t = 0; t < sum.Count; t++)
        {
            var (x, z) = (BitWords.Reverse(sum.X(t)[0], n), BitWords.Reverse(sum.Z(t)[0], n));

            // P = i^|x and z| X^x Z^z, so P|b> = i^|x and z| (-1)^|z and b| |b xor x>.
            var value = Phases.Turn(sum.Coefficient(t), BitOperations.PopCount(x & z));
            for (ulong b = 0; b < 1UL << n; b++)
            {
                matrix[((b ^ x) << n) + b] += (BitOperations.PopCount(z & b) & 1) == 0 ? value : -value;
            }
        }

        return new(matrix, 1 << n);
    }

    private static PauliSum Combine(
        int qubits, double threshold, double realTolerance, params ReadOnlySpan<(PauliSum Sum, Complex Factor)> parts)
    {
        var builder = new PauliSumBuilder(qubits);
        foreach (var (sum, factor) in parts)
        {
            for (var i = 0; i < sum.Count; i++)
            {
                builder.Add(sum.String(i), sum.Coefficient(i) * factor);
            }
        }

        return builder.Build(threshold, realTolerance);
    }

    private static double AbsoluteSum(PauliSum sum)
    {
        double total = 0;
        for (var i = 0; i < sum.Count; i++)
        {
            total += sum.Coefficient(i).Magnitude;
        }

        return total;
    }

    private static void RequireSameQubits(PauliSum left, PauliSum right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Qubits != right.Qubits)
        {
            throw new ArgumentException($"Operators on {left.Qubits} and {right.Qubits} qubits cannot be combined.", nameof(right));
        }
    }
}
