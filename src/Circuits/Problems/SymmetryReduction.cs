using System.Numerics;
using Quiver.Circuits.Simulation;
using Quiver.Core.Bits;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Problems;

/// <summary>
/// The basis states that an operator connects to a determinant, numbered by fewer qubits. Their differences are the sums of the terms' X
/// masks, so they form an affine space: a reduced qubit stands for a vector of its basis, and every qubit is a parity of reduced ones.
/// </summary>
/// <remarks>
/// Basis states are counted from the determinant, which is |0...0> on all qubits here: <see cref="FromDeterminant"/> writes the whole
/// operator so. Every symmetry that is diagonal in the computational basis with eigenvalues +1 and -1 drops one qubit: parities of
/// electrons and spin, and reflections of the molecule, under any mapping of fermions (the qubits of tapering: Bravyi et al.,
/// arXiv:1701.08213). A circuit on the kept qubits followed by the CX gates of <see cref="Links"/> prepares the same state on all
/// qubits, signs included.
/// </remarks>
internal sealed class SymmetryReduction
{
    private const int Orders = 400;

    // Orders whose bases the search for a better one begins with, and networks tried for what it ends with.
    private const int Starts = 6;
    private const int Tries = 200;
    private readonly uint[] basis;
    private readonly uint[] duals;

    private SymmetryReduction(int fullQubits, ulong determinant, uint[] basis, int[] kept, (int Control, int Target)[] links)
    {
        FullQubits = fullQubits;
        Determinant = determinant;
        Kept = kept;
        Links = links;
        this.basis = basis;
        duals = ConnectedBasis.Duals(basis);
    }

    /// <summary>Qubits of the operator.</summary>
    public int FullQubits { get; }

    /// <summary>Qubits that are left.</summary>
    public int Qubits => Kept.Count;

    /// <summary>The determinant that the reduced |0...0> stands for, as a basis index, qubit 0 the most significant bit.</summary>
    public ulong Determinant { get; }

    /// <summary>Which qubit of the operator each reduced qubit is until the <see cref="Links"/>, ascending.</summary>
    public IReadOnlyList<int> Kept { get; }

    /// <summary>CX gates behind a circuit on the kept qubits, the others being 0, that give all qubits their parities, in order.</summary>
    public IReadOnlyList<(int Control, int Target)> Links { get; }

    /// <summary>Reduces an operator around a determinant.</summary>
    /// <param name="observable">At most 30 qubits.</param>
    /// <param name="determinant">A basis index, qubit 0 the most significant bit.</param>
    /// <param name="negligible">What basis states that need not be reached by few CX may lower the energy by together.</param>
    /// <param name="known">The reduction of a similar operator, whose qubits are taken again where they fit; null for none.</param>
    /// <returns>The reduction on qubits chosen by <see cref="ConnectedBasis"/>; null when no qubit can be dropped.</returns>
    public static SymmetryReduction? Create(
        PauliSum observable, ulong determinant, double negligible = 0, SymmetryReduction? known = null)
    {
        ArgumentNullException.ThrowIfNull(observable);
        var n = observable.Qubits;
        uint[] masks = [.. IndexTerms.From(observable).Select(static t => t.X).Distinct().Where(static x => x != 0).OrderBy(static x => x)];
        var span = Echelon(masks, [.. Enumerable.Range(0, n)], n);
        if (span.Pivots.Length == n || span.Pivots.Length == 0)
        {
            return null;
        }

        if (known is not null && known.FullQubits == n
            && Echelon(known.basis, [.. Enumerable.Range(0, n)], n).Rows.ToHashSet().SetEquals(span.Rows))
        {
            return new SymmetryReduction(n, determinant, known.basis, [.. known.Kept], [.. known.Links]);
        }

        // Qubits kept as they are, by many orders of elimination: those that leave the fewest CX are where the search begins.
        var random = new Random(1);
        var order = Enumerable.Range(0, n).ToArray();
        var starts = new List<(int Links, uint[] Basis)>();
        for (var trial = 0; trial < Orders; trial++)
        {
            var (rows, pivots) = Echelon(span.Rows, order, n);
            uint[] basis = [.. Enumerable.Range(0, pivots.Length).OrderBy(i => pivots[i]).Select(i => rows[i])];
            if (!starts.Exists(s => s.Basis.AsSpan().SequenceEqual(basis)))
            {
                starts.Add((ParityNetwork.Find(ConnectedBasis.Forms(basis, n), random, 1).Links.Length, basis));
            }

            random.Shuffle(order);
        }

        uint[][] first = [.. starts.OrderBy(static s => s.Links).Take(Starts).Select(static s => s.Basis)];
        return Linked(n, determinant, ConnectedBasis.Choose(observable, determinant, first, negligible));
    }

    // Reduced qubits in the order of the qubits that hold them.
    private static SymmetryReduction Linked(int qubits, ulong determinant, uint[] basis)
    {
        var (kept, links) = ParityNetwork.Find(ConnectedBasis.Forms(basis, qubits), new Random(3), Tries);
        Array.Sort(kept, basis);
        return new SymmetryReduction(qubits, determinant, basis, kept, links);
    }

    /// <summary>An operator with basis states counted from a determinant: X gates on its bits before and behind.</summary>
    /// <param name="sum">The operator, real coefficients.</param>
    /// <param name="determinant">A basis index, qubit 0 the most significant bit.</param>
    /// <returns>The operator whose |0...0> is the determinant.</returns>
    public static PauliSum FromDeterminant(PauliSum sum, ulong determinant)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var terms = IndexTerms.From(sum);
        var builder = new PauliSumBuilder(sum.Qubits);
        for (var t = 0; t < terms.Length; t++)
        {
            var odd = (BitOperations.PopCount(terms[t].Z & (uint)determinant) & 1) == 1;
            builder.Add(sum.String(t), odd ? -terms[t].Coefficient : terms[t].Coefficient);
        }

        return builder.Build();
    }

    /// <summary>The operator on the kept qubits: its matrix elements between the connected basis states.</summary>
    /// <param name="sum">An operator that keeps the connected states among themselves, on all qubits, real coefficients.</param>
    /// <returns>The operator on <see cref="Qubits"/> qubits.</returns>
    /// <exception cref="ArgumentException">A term leads out of the connected states.</exception>
    public PauliSum Reduce(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var builder = new PauliSumBuilder(Qubits);
        foreach (var term in IndexTerms.From(sum))
        {
            // P |k> = i^{|x and z|} (-1)^{z k} |k + x>, with k = basis times the reduced bits plus the determinant.
            var x = (uint)Down(term.X);
            if (Up(x) != term.X)
            {
                throw new ArgumentException("A term leads out of the states that the reduced operator connects.", nameof(sum));
            }

            uint z = 0;
            for (var i = 0; i < basis.Length; i++)
            {
                z |= (uint)(BitOperations.PopCount(term.Z & basis[i]) & 1) << (Qubits - 1 - i);
            }

            var turns = BitOperations.PopCount(term.X & term.Z) - BitOperations.PopCount(x & z) + (
                2 * BitOperations.PopCount(term.Z & (uint)Determinant));
            builder.Add(String(x, z), (turns & 3) == 0 ? term.Coefficient : -term.Coefficient);
        }

        return builder.Build(1e-14);
    }

    /// <summary>The same number for all basis states that the operator connects to each other, under any products of its terms.</summary>
    /// <param name="index">A basis index, qubit 0 the most significant bit.</param>
    /// <returns>The basis index that is left of it without the reduction's basis.</returns>
    public ulong Class(ulong index) => index ^ Up((uint)Down(index));

    /// <summary>Which vectors of the basis a basis index holds.</summary>
    private ulong Down(ulong index)
    {
        ulong result = 0;
        for (var i = 0; i < duals.Length; i++)
        {
            result |= (ulong)(BitOperations.PopCount(index & duals[i]) & 1) << (duals.Length - 1 - i);
        }

        return result;
    }

    private uint Up(uint reduced)
    {
        uint result = 0;
        for (var i = 0; i < basis.Length; i++)
        {
            result ^= ((reduced >> (basis.Length - 1 - i)) & 1) == 1 ? basis[i] : 0;
        }

        return result;
    }

    private PauliString String(uint x, uint z)
    {
        var letters = new char[Qubits];
        for (var i = 0; i < letters.Length; i++)
        {
            var bit = 1u << (letters.Length - 1 - i);
            letters[i] = (
                (x & bit) != 0, (z & bit) != 0) switch
            { (true, true) => 'Y', (true, false) => 'X', (false, true) => 'Z', _ => 'I' };
        }

        return PauliString.Parse(letters);
    }

    private static uint Bit(int qubit, int total) => 1u << (total - 1 - qubit);

    // Fully reduced rows; qubits are tried as pivots in the given order, so each pivot qubit stands in one row alone.
    private static (uint[] Rows, int[] Pivots) Echelon(uint[] vectors, int[] order, int total)
    {
        var basis = new BinaryBasis();
        foreach (var vector in vectors)
        {
            var row = new ulong[1];
            for (var k = 0; k < total; k++)
            {
                row[0] |= (vector & Bit(order[k], total)) != 0 ? 1UL << k : 0;
            }

            basis.Add(row);
        }

        uint Vector(ulong row) => Enumerable.Range(0, total).Aggregate(0u, (v, k) => (row >> k & 1) == 1 ? v | Bit(order[k], total) : v);
        return ([.. basis.Rows.Select(r => Vector(r.Row[0]))], [.. basis.Rows.Select(r => order[r.Pivot])]);
    }
}
