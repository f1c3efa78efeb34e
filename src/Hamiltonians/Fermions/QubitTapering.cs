using Quiver.Core.Bits;
using Quiver.Core.Numbers;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// Removes qubits by symmetries: Pauli strings g_i that commute with every term and with each other. Each g_i has a
/// single-qubit partner s_i that anticommutes with it alone; the Clifford product of (g_i + s_i)/√2 turns g_i into s_i,
/// and within one sector g_i = ±1 the partner's qubit carries nothing any more.
/// Bravyi, Gambetta, Mezzacapo, Temme, arXiv:1701.08213.
/// </summary>
public sealed class QubitTapering
{
    private readonly PauliString[] generators;
    private readonly PauliString[] symmetries;
    private readonly PauliString[] partners;
    private readonly bool[][] madeOf;
    private readonly bool[] negated;
    private readonly int[] removed;
    private readonly int[] kept;

    /// <summary>Prepares the removal of one qubit per symmetry.</summary>
    /// <param name="qubits">Number of qubits.</param>
    /// <param name="symmetries">Commuting Pauli strings; dependent ones and the identity are left out.</param>
    /// <exception cref="ArgumentException">Two of them anticommute, or one has another number of qubits.</exception>
    public QubitTapering(int qubits, IReadOnlyList<PauliString> symmetries)
    {
        ArgumentNullException.ThrowIfNull(symmetries);
        Qubits = qubits;
        var chosen = new List<PauliString>();
        var basis = new BinaryBasis();
        foreach (var symmetry in symmetries)
        {
            if (symmetry.Qubits != qubits)
            {
                throw new ArgumentException($"A symmetry of {symmetry.Qubits} qubits does not fit {qubits}.", nameof(symmetries));
            }

            if (chosen.Exists(c => !c.Commutes(symmetry)))
            {
                throw new ArgumentException($"{symmetry} does not commute with the symmetries before it.", nameof(symmetries));
            }

            if (basis.Add([.. symmetry.X, .. symmetry.Z]))
            {
                chosen.Add(symmetry);
            }
        }

        generators = [.. chosen];
        this.symmetries = [.. chosen];
        negated = new bool[chosen.Count];
        madeOf = [.. Enumerable.Range(0, chosen.Count).Select(i => Enumerable.Range(0, chosen.Count).Select(j => i == j).ToArray())];
        partners = new PauliString[chosen.Count];
        removed = new int[chosen.Count];
        for (var i = 0; i < removed.Length; i++)
        {
            ChoosePartner(i);
        }

        kept = [.. Enumerable.Range(0, qubits).Except(removed)];
    }

    /// <summary>Number of qubits before tapering.</summary>
    public int Qubits { get; }

    /// <summary>The independent symmetries as they were given.</summary>
    public IReadOnlyList<PauliString> Generators => generators;

    /// <summary>The symmetries multiplied with each other so that each acts on a removed qubit of its own; up to a sign.</summary>
    public IReadOnlyList<PauliString> Symmetries => symmetries;

    /// <summary>The qubit that goes with each symmetry.</summary>
    public IReadOnlyList<int> RemovedQubits => removed;

    /// <summary>The qubits that stay, ascending.</summary>
    public IReadOnlyList<int> KeptIndices => kept;

    /// <summary>Number of qubits that stay.</summary>
    public int KeptQubits => kept.Length;

    /// <summary>Whether every symmetry is made of Z letters, so that each basis state has eigenvalues.</summary>
    public bool IsDiagonal => Array.TrueForAll(generators, g => !g.X.ContainsAnyExcept(0UL));

    /// <summary>Finds the symmetries of an operator: as many commuting strings as there are, diagonal ones first.</summary>
    /// <param name="sum">The operator.</param>
    /// <returns>A tapering; without symmetries it removes nothing.</returns>
    public static QubitTapering Find(PauliSum sum) => new(sum?.Qubits ?? 0, FindSymmetries(sum!));

    /// <summary>Independent strings that commute with every term and with each other, diagonal ones first.</summary>
    /// <param name="sum">The operator.</param>
    /// <returns>The strings; empty for an operator without symmetries.</returns>
    public static IReadOnlyList<PauliString> FindSymmetries(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var n = sum.Qubits;
        var found = new List<PauliString>();
        var (independent, diagonal, all) = (new BinaryBasis(), new BinaryBasis(), new BinaryBasis());
        for (var t = 0; t < sum.Count; t++)
        {
            diagonal.Add(sum.X(t).ToArray());
            all.Add(Pack(sum.Z(t), sum.X(t), n));
        }

        // v = (x, z) commutes with a term when z·X + x·Z = 0.
        foreach (var z in diagonal.Kernel(n))
        {
            Keep(new PauliString(new ulong[sum.Words], z, n));
        }

        foreach (var vector in all.Kernel(2 * n))
        {
            Keep(Unpack(vector, n, sum.Words));
        }

        return found;

        void Keep(PauliString candidate)
        {
            if (found.TrueForAll(candidate.Commutes) && independent.Add([.. candidate.X, .. candidate.Z]))
            {
                found.Add(candidate);
            }
        }
    }

    /// <summary>
    /// The reduction by two qubits that every molecule allows: the parity of the alpha electrons and that of all
    /// electrons are conserved. Under the parity mapping with blocked spins these are Z on qubits n-1 and 2n-1.
    /// </summary>
    /// <param name="encoding">The encoding.</param>
    /// <param name="order">How its modes are numbered.</param>
    /// <returns>The tapering.</returns>
    public static QubitTapering ElectronParities(FermionEncoding encoding, SpinOrder order)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        var all = Enumerable.Range(0, encoding.Modes).ToArray();
        var alpha = all.Where(m => order == SpinOrder.Interleaved ? m % 2 == 0 : m < encoding.Modes / 2).ToArray();
        return new QubitTapering(encoding.Modes, [encoding.ParityOf(alpha), encoding.ParityOf(all)]);
    }

    /// <summary>The sector that a computational basis state lies in.</summary>
    /// <param name="bits">One bit per qubit.</param>
    /// <returns>For each symmetry whether its eigenvalue is -1.</returns>
    /// <exception cref="InvalidOperationException">A symmetry is not diagonal, so that a basis state has no eigenvalue.</exception>
    public bool[] SectorOf(ReadOnlySpan<bool> bits)
    {
        var sector = new bool[symmetries.Length];
        for (var i = 0; i < sector.Length; i++)
        {
            for (var q = 0; q < Qubits; q++)
            {
                var letter = symmetries[i][q];
                if (letter is 'X' or 'Y')
                {
                    throw new InvalidOperationException($"The symmetry {symmetries[i]} is not diagonal: name its sector instead of a "
                        + $"basis state.");
                }

                sector[i] ^= letter == 'Z' && bits[q];
            }
        }

        return sector;
    }

    /// <summary>The eigenvalues of <see cref="Symmetries"/> that follow from those of <see cref="Generators"/>.</summary>
    /// <param name="generatorsNegative">For each generator whether its eigenvalue is -1.</param>
    /// <returns>For each symmetry whether its eigenvalue is -1.</returns>
    public bool[] Resolve(ReadOnlySpan<bool> generatorsNegative)
    {
        if (generatorsNegative.Length != generators.Length)
        {
            throw new ArgumentException($"{generators.Length} symmetries have as many eigenvalues, not {generatorsNegative.Length}.",
                nameof(generatorsNegative));
        }

        var sector = new bool[symmetries.Length];
        for (var j = 0; j < sector.Length; j++)
        {
            sector[j] = negated[j];
            for (var i = 0; i < generators.Length; i++)
            {
                sector[j] ^= madeOf[j][i] && generatorsNegative[i];
            }
        }

        return sector;
    }

    /// <summary>The eigenvalues of <see cref="Generators"/> on a computational basis state; diagonal ones only.</summary>
    /// <param name="bits">One bit per qubit.</param>
    /// <returns>For each generator whether its eigenvalue is -1; null where it is not diagonal.</returns>
    public bool?[] EigenvaluesOf(ReadOnlySpan<bool> bits)
    {
        var values = new bool?[generators.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var value = false;
            for (var q = 0; q < Qubits; q++)
            {
                value ^= generators[i][q] == 'Z' && bits[q];
            }

            values[i] = generators[i].X.ContainsAnyExcept(0UL) ? null : value;
        }

        return values;
    }

    /// <summary>The bits of a basis state that stay.</summary>
    /// <param name="bits">One bit per qubit.</param>
    /// <returns>One bit per remaining qubit.</returns>
    public bool[] Taper(ReadOnlySpan<bool> bits)
    {
        var result = new bool[kept.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = bits[kept[i]];
        }

        return result;
    }

    /// <summary>The operator within one sector, on the remaining qubits in their old order.</summary>
    /// <param name="sum">An operator that every symmetry commutes with.</param>
    /// <param name="sector">For each symmetry whether its eigenvalue is -1.</param>
    /// <param name="threshold">Terms with |c| at most this share of the largest |c| are dropped; negative keeps all.</param>
    /// <returns>An operator whose spectrum is the sector's part of the old one.</returns>
    /// <exception cref="ArgumentException">Sizes differ, or a term does not commute with a symmetry.</exception>
    public PauliSum Taper(PauliSum sum, ReadOnlySpan<bool> sector, double threshold = 1e-13)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (sum.Qubits != Qubits || sector.Length != symmetries.Length)
        {
            throw new ArgumentException($"A tapering of {Qubits} qubits by {symmetries.Length} symmetries does not fit {sum.Qubits} "
                + $"qubits and {sector.Length} eigenvalues.", nameof(sum));
        }

        var builder = new PauliSumBuilder(kept.Length);
        var letters = new char[kept.Length];
        for (var t = 0; t < sum.Count; t++)
        {
            var pauli = sum.String(t);
            var phase = 0;
            for (var i = 0; i < symmetries.Length; i++)
            {
                if (!pauli.Commutes(symmetries[i]))
                {
                    throw new ArgumentException($"The term {pauli} does not commute with the symmetry {symmetries[i]}.", nameof(sum));
                }

                if (!pauli.Commutes(partners[i]))
                {
                    pauli = pauli.Multiply(symmetries[i], out var first).Multiply(partners[i], out var second);
                    phase += first + second;
                }
            }

            for (var i = 0; i < symmetries.Length; i++)
            {
                // Only I and the partner itself are left on a removed qubit; the partner now has the symmetry's value.
                phase += pauli[removed[i]] != 'I' && sector[i] ? 2 : 0;
            }

            for (var k = 0; k < kept.Length; k++)
            {
                letters[k] = pauli[kept[k]];
            }

            builder.Add(PauliString.Parse(letters), sum.Coefficient(t) * Phases.Power(phase));
        }

        var largest = sum.LargestCoefficient();
        return builder.Build(threshold < 0 ? threshold : threshold * largest, 1e-12 * largest);
    }

    private static ulong[] Pack(ReadOnlySpan<ulong> low, ReadOnlySpan<ulong> high, int n)
    {
        var row = new ulong[BitWords.Count(2 * n)];
        for (var q = 0; q < n; q++)
        {
            row[q >> 6] |= (low[q >> 6] >> (q & 63) & 1) << (q & 63);
            row[(n + q) >> 6] |= (high[q >> 6] >> (q & 63) & 1) << ((n + q) & 63);
        }

        return row;
    }

    private static PauliString Unpack(ulong[] vector, int n, int words)
    {
        var (x, z) = (new ulong[words], new ulong[words]);
        for (var q = 0; q < n; q++)
        {
            x[q >> 6] |= (BitWords.Get(vector, q) ? 1UL : 0) << (q & 63);
            z[q >> 6] |= (BitWords.Get(vector, n + q) ? 1UL : 0) << (q & 63);
        }

        return new PauliString(x, z, n);
    }

    /// <summary>Finds a qubit and letter that anticommute with symmetry i, and clears them from all other symmetries.</summary>
    private void ChoosePartner(int i)
    {
        var g = symmetries[i];
        for (var q = Qubits - 1; q >= 0; q--)
        {
            // A letter on a removed qubit is that qubit's partner, so an unused qubit with a letter always exists.
            if (g[q] == 'I' || removed.AsSpan(0, i).Contains(q))
            {
                continue;
            }

            var letters = new char[Qubits];
            Array.Fill(letters, 'I');
            letters[q] = g[q] == 'Z' ? 'X' : 'Z';
            removed[i] = q;
            partners[i] = PauliString.Parse(letters);
            break;
        }

        for (var j = 0; j < symmetries.Length; j++)
        {
            if (j != i && !symmetries[j].Commutes(partners[i]))
            {
                // Commuting strings: the product is ± a string. The sign (always + for Z strings) goes to the eigenvalue.
                symmetries[j] = symmetries[j].Multiply(g, out var phase);
                negated[j] ^= negated[i] ^ ((phase & 3) == 2);
                for (var k = 0; k < generators.Length; k++)
                {
                    madeOf[j][k] ^= madeOf[i][k];
                }
            }
        }
    }
}
