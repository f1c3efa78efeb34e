using System.Numerics;
using Quiver.Circuits.Simulation;
using Quiver.Core.Bits;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Problems;

/// <summary>
/// The basis states that an operator connects to a determinant, numbered by fewer qubits. Their differences are the sums of the terms' X
/// masks, so they form an affine space: some qubits are kept, and every other one is a parity of kept ones.
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
    private readonly uint[] columns;

    private SymmetryReduction(int fullQubits, ulong determinant, int[] kept, uint[] columns, (int Control, int Target)[] links)
    {
        FullQubits = fullQubits;
        Determinant = determinant;
        Kept = kept;
        this.columns = columns;
        Links = links;
    }

    /// <summary>Qubits of the operator.</summary>
    public int FullQubits { get; }

    /// <summary>Qubits that are left.</summary>
    public int Qubits => Kept.Count;

    /// <summary>The determinant that the reduced |0...0> stands for, as a basis index, qubit 0 the most significant bit.</summary>
    public ulong Determinant { get; }

    /// <summary>Which qubit of the operator each reduced qubit is, ascending. Its bit says whether it differs from the
    /// determinant's.</summary>
    public IReadOnlyList<int> Kept { get; }

    /// <summary>CX gates behind a circuit on the kept qubits that give the other qubits their parities, in order.</summary>
    public IReadOnlyList<(int Control, int Target)> Links { get; }

    /// <summary>Reduces an operator around a determinant.</summary>
    /// <param name="observable">At most 30 qubits.</param>
    /// <param name="determinant">A basis index, qubit 0 the most significant bit.</param>
    /// <returns>The reduction whose links need the fewest CX of several hundred; null when no qubit can be dropped.</returns>
    public static SymmetryReduction? Create(PauliSum observable, ulong determinant)
    {
        ArgumentNullException.ThrowIfNull(observable);
        var n = observable.Qubits;
        uint[] masks = [.. IndexTerms.From(observable).Select(static t => t.X).Distinct().Where(static x => x != 0).OrderBy(static x => x)];
        var span = Echelon(masks, [.. Enumerable.Range(0, n)], n);
        if (span.Pivots.Length == n || span.Pivots.Length == 0)
        {
            return null;
        }

        // Which qubits are kept decides how many CX the links need: the best of many orders of elimination.
        var random = new Random(1);
        var order = Enumerable.Range(0, n).ToArray();
        SymmetryReduction? best = null;
        for (var trial = 0; trial < Orders; trial++)
        {
            var (rows, pivots) = Echelon(span.Rows, order, n);
            var places = Enumerable.Range(0, pivots.Length).OrderBy(i => pivots[i]).ToArray();
            int[] kept = [.. places.Select(i => pivots[i])];
            uint[] columns = [.. places.Select(i => rows[i])];
            var links = Network(kept, columns, n);
            if (best is null || links.Length < best.Links.Count)
            {
                best = new SymmetryReduction(n, determinant, kept, columns, links);
            }

            random.Shuffle(order);
        }

        return best;
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
            // P |k> = i^{|x and z|} (-1)^{z k} |k + x>, with k = columns times the kept bits plus the determinant.
            var x = (uint)Down(term.X);
            if (Up(x) != term.X)
            {
                throw new ArgumentException("A term leads out of the states that the reduced operator connects.", nameof(sum));
            }

            uint z = 0;
            for (var i = 0; i < columns.Length; i++)
            {
                z |= (uint)(BitOperations.PopCount(term.Z & columns[i]) & 1) << (Qubits - 1 - i);
            }

            var turns = BitOperations.PopCount(term.X & term.Z) - BitOperations.PopCount(x & z) + (
                2 * BitOperations.PopCount(term.Z & (uint)Determinant));
            builder.Add(String(x, z), (turns & 3) == 0 ? term.Coefficient : -term.Coefficient);
        }

        return builder.Build(1e-14);
    }

    /// <summary>The same number for all basis states that the operator connects to each other, under any products of its terms.</summary>
    /// <param name="index">A basis index, qubit 0 the most significant bit.</param>
    /// <returns>The basis index among them whose kept qubits are all 0.</returns>
    public ulong Class(ulong index) => index ^ Up((uint)Down(index));

    /// <summary>Bits of a basis index on all qubits that stay, on the kept ones.</summary>
    private ulong Down(ulong index)
    {
        ulong result = 0;
        for (var i = 0; i < Kept.Count; i++)
        {
            result |= ((index >> (FullQubits - 1 - Kept[i])) & 1) << (Kept.Count - 1 - i);
        }

        return result;
    }

    private uint Up(uint reduced)
    {
        uint result = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            result ^= ((reduced >> (columns.Length - 1 - i)) & 1) == 1 ? columns[i] : 0;
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

    // Each dropped qubit collects its kept ones; a dropped one that is ready may stand for several of them.
    private static (int Control, int Target)[] Network(int[] kept, uint[] columns, int total)
    {
        var forms = Enumerable.Range(0, total).Except(kept)
            .Select(
                q =>
                    (Qubit: q, Form: Enumerable.Range(0, kept.Length)
                        .Aggregate(0u, (form, i) => form | ((columns[i] & Bit(q, total)) != 0 ? 1u << i : 0))))
            .ToList();
        var ready = new List<(int Qubit, uint Form)>();
        var links = new List<(int Control, int Target)>();
        while (forms.Count > 0)
        {
            var (next, helper, cost) = (forms[0], -1, int.MaxValue);
            foreach (var form in forms)
            {
                if (BitOperations.PopCount(form.Form) is var plain && plain < cost)
                {
                    (next, helper, cost) = (form, -1, plain);
                }

                for (var r = 0; r < ready.Count; r++)
                {
                    if (1 + BitOperations.PopCount(form.Form ^ ready[r].Form) is var shared && shared < cost)
                    {
                        (next, helper, cost) = (form, r, shared);
                    }
                }
            }

            var rest = next.Form;
            if (helper >= 0)
            {
                links.Add((ready[helper].Qubit, next.Qubit));
                rest ^= ready[helper].Form;
            }

            links.AddRange(Enumerable.Range(0, kept.Length).Where(i => (rest & (1u << i)) != 0).Select(i => (kept[i], next.Qubit)));
            forms.Remove(next);
            ready.Add(next);
        }

        return [.. links];
    }
}
