using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Problems;

/// <summary>State preparation and unitary compilation: the cost is 1 - fidelity.</summary>
public sealed class FidelityProblem : CircuitProblem
{
    private const double Rounding = 1e-8;

    private readonly Complex[][] targets;

    private FidelityProblem(string name, int qubits, Complex[][] targets)
        : base(name, qubits)
    {
        this.targets = targets;
        IsReal = InReachOfRealGates(targets);
    }

    /// <inheritdoc/>
    public override bool IsReal { get; }

    /// <summary>A unitary acts on all states, a state is prepared from all zeros.</summary>
    internal override bool ActsOnAnyState => targets.Length > 1;

    /// <summary>What was assumed about the target, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <inheritdoc/>
    public override double? LeastCost => 0;

    /// <summary>One per mille of infidelity counts as solved.</summary>
    public override double Tolerance => 1e-3;

    /// <summary>Prepares a state from all zeros; cost 1 - |overlap|².</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="amplitudes">2^n amplitudes, not all 0; normalised here. Qubit 0 is the most significant bit.</param>
    /// <returns>The problem; a norm other than 1 is noted.</returns>
    /// <exception cref="ArgumentException">The length is no power of two from 2 to 65,536, or all amplitudes are 0.</exception>
    public static FidelityProblem State(string name, IReadOnlyList<Complex> amplitudes)
    {
        ArgumentNullException.ThrowIfNull(amplitudes);
        var qubits = BitOperations.Log2((uint)amplitudes.Count);
        var norm = Math.Sqrt(amplitudes.Sum(static a => (a.Real * a.Real) + (a.Imaginary * a.Imaginary)));
        if (amplitudes.Count != 1 << qubits || qubits is < 1 or > 16 || !(norm > 0) || !double.IsFinite(norm))
        {
            throw new ArgumentException(
                $"A state has 2 to 65,536 amplitudes, a power of two, not all 0 (got {amplitudes.Count}).", nameof(amplitudes));
        }

        return new FidelityProblem(name, qubits, [[.. amplitudes.Select(a => a / norm)]])
        {
            Notes = Math.Abs(norm - 1) > 1e-8 && Math.Abs((norm * norm) - 1) > 1e-8
                ? [string.Create(CultureInfo.InvariantCulture, $"The amplitudes have the norm {norm:G6} and were divided by it.")]
                : [],
        };
    }

    /// <summary>Compiles a unitary; cost 1 - |Tr(U†V)|² / 4^n, which no global phase changes.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="unitary">The matrix, 2 to 256 rows.</param>
    /// <param name="tolerance">
    /// How far products of columns may be off: a matrix of few digits is replaced by the nearest unitary one, with a note.
    /// </param>
    /// <returns>The problem.</returns>
    /// <exception cref="ArgumentException">The matrix is not square, of a power of two, finite, or not unitary.</exception>
    public static FidelityProblem Unitary(string name, ComplexMatrix unitary, double tolerance = Rounding)
    {
        ArgumentNullException.ThrowIfNull(unitary);
        var d = unitary.Size;
        var qubits = BitOperations.Log2((uint)Math.Max(d, 1));
        if (d != 1 << qubits || qubits is < 1 or > 8)
        {
            throw new ArgumentException($"A unitary has 2 to 256 rows and columns, a power of two (got {d}).", nameof(unitary));
        }

        if (Array.Exists(unitary.Entries.ToArray(), static v => !Complex.IsFinite(v)))
        {
            throw new ArgumentException("The matrix has an entry that is not finite.", nameof(unitary));
        }

        var (worst, place, product) = (0.0, (0, 0), Complex.Zero);
        for (var a = 0; a < d; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                Complex sum = 0;
                for (var k = 0; k < d; k++)
                {
                    sum += unitary[k, a] * Complex.Conjugate(unitary[k, b]);
                }

                if ((sum - (a == b ? 1 : 0)).Magnitude is var off && off > worst)
                {
                    (worst, place, product) = (off, (b, a), sum);
                }
            }
        }

        if (worst > tolerance)
        {
            throw new ArgumentException(
                $"The matrix is not unitary: columns {place.Item1} and {place.Item2} have the product {product:G4}.", nameof(unitary));
        }

        IReadOnlyList<string> notes = [];
        if (worst > Rounding)
        {
            var parts = Matrix<Complex>.Build.Dense(d, d, (r, c) => unitary[r, c]).Svd();
            var nearest = parts.U * parts.VT;
            unitary = ComplexMatrix.FromRows(nearest.ToRowArrays());
            notes =
                [string.Create(CultureInfo.InvariantCulture, $"The matrix is unitary to {worst:G2} only, as far as its digits go: the " +
                    $"nearest unitary matrix is compiled.")];
        }

        return new FidelityProblem(name, qubits, [.. Enumerable.Range(0, d).Select(unitary.Column)]) { Notes = notes };
    }

    /// <inheritdoc/>
    public override long EvaluationWork(int angles) => 1000 + ((2L * targets.Length << Qubits) * (1 + angles));

    /// <inheritdoc/>
    public override ICircuitCost CreateCost() => new Cost(Qubits, targets);

    // Real up to a global phase; a unitary needs determinant +1 as well, but on two qubits, where CX alone has -1.
    private static bool InReachOfRealGates(Complex[][] targets)
    {
        var largest = targets.SelectMany(static c => c).MaxBy(static v => v.Magnitude);
        var turn = Complex.Conjugate(largest) / largest.Magnitude;
        if (Array.Exists(targets, c => Array.Exists(c, v => Math.Abs((turn * v).Imaginary) > 1e-7)))
        {
            return false;
        }

        return targets.Length is 1 or 4
            || Matrix<double>.Build.Dense(targets.Length, targets.Length, (r, c) => (turn * targets[c][r]).Real).Determinant() > 0;
    }

    private sealed class Cost : ICircuitCost
    {
        private readonly ColumnProgram program;
        private readonly Complex[][] targets;
        private readonly int rows;

        public Cost(int qubits, Complex[][] targets)
        {
            this.targets = targets;
            rows = 1 << qubits;
            var start = new double[rows * targets.Length];
            for (var c = 0; c < targets.Length; c++)
            {
                start[(c * targets.Length) + c] = 1;
            }

            program = new ColumnProgram(qubits, start, null);
        }

        public int Dimension => program.ParameterCount;

        public void Use(Circuit circuit) => program.Use(circuit);

        public double Value(ReadOnlySpan<double> x) => 1 - Fidelity(Overlap(x));

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            var overlap = Overlap(x);
            var factor = -overlap / ((double)targets.Length * targets.Length);
            for (var r = 0; r < rows; r++)
            {
                var re = program.Cotangent(r, out var im);
                for (var c = 0; c < targets.Length; c++)
                {
                    var value = factor * targets[c][r];
                    (re[c], im[c]) = (value.Real, value.Imaginary);
                }
            }

            program.Backward(x, gradient);
            return 1 - Fidelity(overlap);
        }

        public void Dispose()
        {
        }

        private double Fidelity(Complex overlap) =>
            ((overlap.Real * overlap.Real) + (overlap.Imaginary * overlap.Imaginary)) / ((double)targets.Length * targets.Length);

        private Complex Overlap(ReadOnlySpan<double> x)
        {
            program.Forward(x);
            Complex sum = 0;
            for (var r = 0; r < rows; r++)
            {
                var re = program.Row(r, out var im);
                for (var c = 0; c < targets.Length; c++)
                {
                    sum += Complex.Conjugate(targets[c][r]) * new Complex(re[c], im.IsEmpty ? 0 : im[c]);
                }
            }

            return sum;
        }
    }
}
