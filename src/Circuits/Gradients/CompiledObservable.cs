using System.Numerics;
using System.Runtime.CompilerServices;
using Quiver.Circuits.Simulation;
using Quiver.Core.Numbers;
using Quiver.Core.Vectors;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// A Hermitian Pauli sum prepared for repeated application: terms with one X mask share one diagonal, so
/// (H psi)[j] = sum over masks x of d_x[j] psi[j ^ x]. Immutable; one serves many threads.
/// </summary>
/// <remarks>
/// Memory: for each vector of amplitudes the diagonals of all masks one after the other, 8 * masks * 2^n bytes (twice
/// that when some diagonal is imaginary).
/// </remarks>
internal sealed class CompiledObservable
{
    private const long MostBytes = 1L << 30;

    // Beyond so many qubits operators of I and Z are tabulated by one transform in place of one sweep for each term.
    private const int FewQubits = 16;
    private static readonly int Width = Lanes.Count<double>();
    private readonly uint[] masks;
    private readonly double[] real;
    private readonly double[] imaginary;

    /// <summary>Prepares an observable.</summary>
    /// <param name="operatorSum">A sum with real coefficients.</param>
    /// <exception cref="ArgumentException">A coefficient is not real, or the tables would take more than 1 GiB.</exception>
    public CompiledObservable(PauliSum operatorSum)
    {
        ArgumentNullException.ThrowIfNull(operatorSum);
        if (!operatorSum.IsReal)
        {
            throw new ArgumentException("An observable needs real coefficients.", nameof(operatorSum));
        }

        Qubits = operatorSum.Qubits;
        var terms = IndexTerms.From(operatorSum);
        masks = [.. terms.Select(static t => t.X).Distinct().OrderBy(static x => x)];
        Length = Math.Max(Width, 1 << Qubits);
        var anyImaginary = terms.Any(static t => (BitOperations.PopCount(t.X & t.Z) & 1) == 1);
        if ((long)masks.Length * Length * (anyImaginary ? 16 : 8) > MostBytes)
        {
            throw new ArgumentException(
                $"An observable of {masks.Length} X masks on {Qubits} qubits needs tables of more than 1 GiB: freeze orbitals, choose an " +
                $"active "
                + "space or taper (StateObservables.Expectation needs no tables).",
                nameof(operatorSum));
        }

        real = GC.AllocateArray<double>(masks.Length * Length, pinned: true);
        imaginary = anyImaginary ? GC.AllocateArray<double>(masks.Length * Length, pinned: true) : [];
        foreach (var group in terms.GroupBy(static t => t.X))
        {
            Tabulate(Array.IndexOf(masks, group.Key), [.. group]);
        }
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Number of distinct X masks.</summary>
    public int Masks => masks.Length;

    /// <summary>Whether the matrix is real.</summary>
    public bool IsReal => imaginary.Length == 0;

    internal int Length { get; }

    /// <summary>out = H psi; imaginary pointers are null when all is real. Returns the expectation value of psi.</summary>
    internal unsafe double Apply(double* psiReal, double* psiImaginary, double* outReal, double* outImaginary) => Lanes.Bits switch
    {
        512 => Apply<Lanes512<double>>(psiReal, psiImaginary, outReal, outImaginary),
        256 => Apply<Lanes256<double>>(psiReal, psiImaginary, outReal, outImaginary),
        _ => Apply<Lanes128<double>>(psiReal, psiImaginary, outReal, outImaginary),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe double Apply<TV>(double* psiReal, double* psiImaginary, double* outReal, double* outImaginary)
        where TV : struct, ILaneVector<TV, double>
    {
        var low = (uint)TV.Count - 1;
        var count = masks.Length;
        var energy = TV.Zero;
        var permutations = LaneTables<TV>.Flips;
        fixed (uint* mask = masks)
        fixed (double* dr = real, di = imaginary)
        {
            for (var v = 0; v < Length; v += TV.Count)
            {
                var sumReal = TV.Zero;
                var sumImaginary = TV.Zero;
                var row = dr + ((nint)v * count);
                for (var g = 0; g < count; g++)
                {
                    var x = mask[g];
                    var from = (uint)v ^ (x & ~low);
                    var index = TV.Load(permutations + ((x & low) * (nuint)TV.Count));
                    var d = TV.Load(row + ((nint)g * TV.Count));
                    sumReal = TV.MultiplyAdd(d, TV.Permute(TV.Load(psiReal + from), index), sumReal);
                    if (psiImaginary != null)
                    {
                        sumImaginary = TV.MultiplyAdd(d, TV.Permute(TV.Load(psiImaginary + from), index), sumImaginary);
                    }
                }

                if (di != null)
                {
                    row = di + ((nint)v * count);
                    for (var g = 0; g < count; g++)
                    {
                        var x = mask[g];
                        var from = (uint)v ^ (x & ~low);
                        var index = TV.Load(permutations + ((x & low) * (nuint)TV.Count));
                        var d = TV.Load(row + ((nint)g * TV.Count));
                        sumImaginary = TV.MultiplyAdd(d, TV.Permute(TV.Load(psiReal + from), index), sumImaginary);
                        sumReal = TV.MultiplyAdd(TV.Negate(d), TV.Permute(TV.Load(psiImaginary + from), index), sumReal);
                    }
                }

                energy = TV.MultiplyAdd(sumReal, TV.Load(psiReal + v), energy);
                TV.Store(sumReal, outReal + v);
                if (psiImaginary != null)
                {
                    energy = TV.MultiplyAdd(sumImaginary, TV.Load(psiImaginary + v), energy);
                    TV.Store(sumImaginary, outImaginary + v);
                }
            }
        }

        return TV.Sum(energy);
    }

    private void Tabulate(int group, IndexTerm[] terms)
    {
        if (Qubits > FewQubits && masks is [0])
        {
            foreach (var t in terms)
            {
                real[t.Z] += t.Coefficient;
            }

            WalshHadamard.Transform(real.AsSpan());
            return;
        }

        for (uint j = 0; j < 1u << Qubits; j++)
        {
            Complex value = 0;
            foreach (var t in terms)
            {
                // P |k> = i^{|x and z|} (-1)^{|z and k|} |k ^ x>, here with k = j ^ x.
                value += Phases.Turn(t.Coefficient, BitOperations.PopCount(t.X & t.Z) + (2 * BitOperations.PopCount(t.Z & (j ^ t.X))));
            }

            var place = ((((int)j / Width) * masks.Length) + group) * Width;
            real[place + ((int)j % Width)] = value.Real;
            if (imaginary.Length > 0)
            {
                imaginary[place + ((int)j % Width)] = value.Imaginary;
            }
        }
    }
}
