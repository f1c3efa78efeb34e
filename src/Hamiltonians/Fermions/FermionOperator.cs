using System.Collections.Immutable;
using System.Numerics;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>A linear combination of products of creation and annihilation operators; nothing is reordered.</summary>
public sealed class FermionOperator
{
    private readonly List<(Complex Coefficient, ImmutableArray<LadderOperator> Product)> terms = [];

    /// <summary>Starts an empty operator.</summary>
    /// <param name="modes">Number of fermionic modes (spin orbitals).</param>
    public FermionOperator(int modes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(modes);
        Modes = modes;
    }

    /// <summary>Number of modes.</summary>
    public int Modes { get; }

    /// <summary>The terms in the order they were added.</summary>
    public IReadOnlyList<(Complex Coefficient, ImmutableArray<LadderOperator> Product)> Terms => terms;

    /// <summary>Adds a term.</summary>
    /// <param name="coefficient">Its coefficient.</param>
    /// <param name="product">Ladder operators, leftmost first; empty for a constant.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    public void Add(Complex coefficient, params ReadOnlySpan<LadderOperator> product)
    {
        foreach (var ladder in product)
        {
            if ((uint)ladder.Mode >= (uint)Modes)
            {
                throw new ArgumentOutOfRangeException(nameof(product), ladder.Mode, $"Modes go from 0 to {Modes - 1}.");
            }
        }

        terms.Add((coefficient, [.. product]));
    }

    /// <summary>
    /// The electronic Hamiltonian: constant + sum h_pq a†_p a_q + 1/2 sum (pq|rs) a†_p a†_r a_s a_q, spins summed.
    /// </summary>
    /// <param name="integrals">The molecule.</param>
    /// <param name="order">How modes are numbered.</param>
    /// <returns>The operator on 2n modes, in hartree. Terms whose integral is exactly 0 are left out.</returns>
    public static FermionOperator FromIntegrals(MolecularIntegrals integrals, SpinOrder order = SpinOrder.Interleaved)
    {
        ArgumentNullException.ThrowIfNull(integrals);
        var result = new FermionOperator(2 * integrals.Orbitals);
        foreach (var (coefficient, product) in TermsOf(integrals, order))
        {
            result.Add(coefficient, product.AsSpan());
        }

        return result;
    }

    /// <summary>The terms of <see cref="FromIntegrals"/>, one at a time: they take many times the memory of the integrals.</summary>
    internal static IEnumerable<(Complex Coefficient, ImmutableArray<LadderOperator> Product)> TermsOf(
        MolecularIntegrals integrals, SpinOrder order)
    {
        var n = integrals.Orbitals;
        int Mode(int orbital, bool beta) => order == SpinOrder.Interleaved ? 2 * orbital + (beta ? 1 : 0) : orbital + (beta ? n : 0);
        yield return (integrals.Constant, []);
        foreach (var spin in new[] { false, true })
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = 0; q < n; q++)
                {
                    if (integrals.One(p, q, spin) is var h && h != 0)
                    {
                        yield return (h, [new(Mode(p, spin), true), new(Mode(q, spin), false)]);
                    }
                }
            }
        }

        foreach (var (first, second) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = 0; q < n; q++)
                {
                    for (var r = 0; r < n; r++)
                    {
                        for (var s = 0; s < n; s++)
                        {
                            var v = integrals.Two(p, q, r, s, first, second);
                            if (v == 0 || (first == second && (p == r || q == s)))
                            {
                                continue;
                            }

                            yield return (
                                0.5 * v,
                                [new(Mode(p, first), true), new(Mode(r, second), true), new(Mode(s, second), false), new(Mode(q, first), false)]);
                        }
                    }
                }
            }
        }
    }
}
