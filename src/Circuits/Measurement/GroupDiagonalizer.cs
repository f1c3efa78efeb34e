using Quiver.Circuits.Gates;
using Quiver.Core.Bits;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// Finds the Clifford circuit that turns a group of commuting Pauli strings into strings of Z, by elimination over the group's
/// symplectic matrix (van den Berg, Temme, arXiv:2003.13599). Qubit-wise commuting groups get one-qubit gates only.
/// </summary>
public static class GroupDiagonalizer
{
    /// <summary>Diagonalises a group.</summary>
    /// <param name="group">At least one string, all on the same qubits and commuting with each other; dependent and equal ones may
    /// be among them.</param>
    /// <returns>The circuit and what the members become.</returns>
    /// <exception cref="ArgumentException">The group is empty, of mixed sizes, or two strings anticommute.</exception>
    public static DiagonalizedGroup Diagonalize(IReadOnlyList<PauliString> group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (group.Count == 0 || group.Any(p => p.Qubits != group[0].Qubits))
        {
            throw new ArgumentException("A group has at least one Pauli string, all on the same qubits.", nameof(group));
        }

        var qubits = group[0].Qubits;
        var work = new Elimination(group, qubits);
        if (QubitWiseLetters(group, qubits) is { } letters)
        {
            for (var q = 0; q < qubits; q++)
            {
                work.ToZ(q, letters[q]);
            }
        }
        else
        {
            work.Run();
        }

        // Elimination leaves an X exactly where two strings anticommute.
        if (Enumerable.Range(0, group.Count).Any(m => work.Members.String(m).X.ContainsAnyExcept(0UL)))
        {
            var (a, b) = group.SelectMany(p => group.Select(q => (p, q))).First(static pair => !pair.p.Commutes(pair.q));
            throw new ArgumentException($"{a} and {b} do not commute and cannot be measured together.", nameof(group));
        }

        return new(
            work.Builder.Build(),
            [.. Enumerable.Range(0, group.Count).Select(work.Members.String)],
            [.. Enumerable.Range(0, group.Count).Select(work.Members.IsNegative)]);
    }

    /// <summary>Diagonalises a group by a chosen method.</summary>
    /// <param name="group">At least one string, all on the same qubits and commuting with each other; dependent and equal ones may
    /// be among them.</param>
    /// <param name="options">Method, coupling map, effort. Groups of more than 64 independent strings are eliminated as they come
    /// (and, for the baseline, those on more than 64 qubits).</param>
    /// <returns>The circuit and what the members become.</returns>
    /// <exception cref="ArgumentException">The group is empty, of mixed sizes, or two strings anticommute.</exception>
    public static DiagonalizedGroup Diagonalize(IReadOnlyList<PauliString> group, DiagonalizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var plain = Diagonalize(group);
        if (options.Synthesis == CircuitSynthesis.Elimination || CircuitMetrics.MultiQubitGates(plain.Circuit) == 0)
        {
            return plain;
        }

        var strings = Elimination.Independent(group);
        if (strings.Count > StabilizerColumns.MaximumStrings
            || (options.Synthesis == CircuitSynthesis.PatelMarkovHayes && strings[0].Qubits > 64))
        {
            return plain;
        }

        var columns = StabilizerColumns.Of(strings);
        if (options.Synthesis == CircuitSynthesis.PatelMarkovHayes)
        {
            return Signed(PatelMarkovHayes.Diagonalize(columns), group);
        }

        var gates = DiagonalizationSearch.Run(columns, options.Coupling, options.Starts, options.Seed);
        foreach (var gate in gates)
        {
            columns.Apply(gate);
        }

        var found = InteractionCircuit.Write(
            columns.Qubits, gates, [.. Enumerable.Range(0, columns.Qubits).Select(columns.CommonLetter)], options.Coupling);
        return options.Coupling is null && CircuitMetrics.MultiQubitGates(found) > CircuitMetrics.MultiQubitGates(plain.Circuit)
            ? plain
            : Signed(found, group);
    }

    private static DiagonalizedGroup Signed(Circuit circuit, IReadOnlyList<PauliString> group)
    {
        var members = new PauliRows(group);
        foreach (var gate in circuit.Operations)
        {
            members.Apply(gate);
        }

        return new(
            circuit, [.. Enumerable.Range(0, group.Count).Select(members.String)],
            [.. Enumerable.Range(0, group.Count).Select(members.IsNegative)]);
    }

    private static char[]? QubitWiseLetters(IReadOnlyList<PauliString> group, int qubits)
    {
        var letters = new char[qubits];
        Array.Fill(letters, 'I');
        foreach (var pauli in group)
        {
            for (var q = 0; q < qubits; q++)
            {
                var letter = pauli[q];
                if (letter != 'I' && letters[q] != 'I' && letters[q] != letter)
                {
                    return null;
                }

                letters[q] = letter == 'I' ? letters[q] : letter;
            }
        }

        return letters;
    }

    /// <summary>The gates so far, the group's members under them, and independent generators of the group.</summary>
    private sealed class Elimination(IReadOnlyList<PauliString> group, int qubits)
    {
        private readonly PauliRows generators = new(Independent(group));

        public CircuitBuilder Builder { get; } = new(qubits);

        public PauliRows Members { get; } = new(group);

        public void ToZ(int qubit, char letter)
        {
            if (letter == 'Y')
            {
                Builder.Add(GateKind.Sdg, qubit);
                Members.S(qubit, adjoint: true);
            }

            if (letter is 'X' or 'Y')
            {
                Builder.H(qubit);
                Members.H(qubit);
            }
        }

        public void Run()
        {
            var pivots = ReduceX();

            // Strings left without X get one: their Z parts are independent on the qubits that are no pivot, since on those that
            // are they would anticommute with the row of the pivot. H there makes the X block of full rank.
            foreach (var qubit in ReduceZ(pivots))
            {
                H(qubit);
            }

            pivots = ReduceX();
            for (var j = 0; j < qubits; j++)
            {
                if (!pivots.Contains(j))
                {
                    Clear(j, pivots);
                }
            }

            for (var i = 0; i < pivots.Count; i++)
            {
                for (var k = i + 1; k < pivots.Count; k++)
                {
                    if (generators.Z(i, pivots[k]))
                    {
                        CZ(pivots[i], pivots[k]);
                    }
                }

                if (generators.Z(i, pivots[i]))
                {
                    S(pivots[i]);
                }
            }

            // Generator i is now X on its pivot.
            foreach (var pivot in pivots)
            {
                H(pivot);
            }
        }

        // Removes the letters on a qubit that is no pivot: a CX for every X, a CZ for every Z in the generators. H and S choose the
        // two of the columns x, z and x + z with the fewest entries.
        private void Clear(int qubit, List<int> pivots)
        {
            int x = 0, z = 0, y = 0;
            for (var r = 0; r < pivots.Count; r++)
            {
                var (hasX, hasZ) = (generators.X(r, qubit), generators.Z(r, qubit));
                x += hasX ? 1 : 0;
                z += hasZ ? 1 : 0;
                y += hasX != hasZ ? 1 : 0;
            }

            if (x > z && x > y)
            {
                H(qubit);
                (x, z) = (z, x);
            }

            if (z > y)
            {
                S(qubit);
            }

            for (var r = 0; r < pivots.Count; r++)
            {
                if (generators.X(r, qubit))
                {
                    CX(pivots[r], qubit);
                }
            }

            for (var r = 0; r < pivots.Count; r++)
            {
                if (generators.Z(r, qubit))
                {
                    CZ(pivots[r], qubit);
                }
            }
        }

        // Row-reduces the X block; row i has the only X on pivot i. Rows without X come last.
        private List<int> ReduceX() => Reduce(0, Enumerable.Range(0, qubits), generators.X);

        private List<int> ReduceZ(List<int> pivots) =>
            Reduce(pivots.Count, Enumerable.Range(0, qubits).Where(q => !pivots.Contains(q)), generators.Z);

        private List<int> Reduce(int first, IEnumerable<int> columns, Func<int, int, bool> bit)
        {
            var pivots = new List<int>();
            foreach (var q in columns)
            {
                var top = first + pivots.Count;
                var found = top;
                while (found < generators.Count && !bit(found, q))
                {
                    found++;
                }

                if (found == generators.Count)
                {
                    continue;
                }

                generators.Exchange(top, found);
                for (var r = first; r < generators.Count; r++)
                {
                    if (r != top && bit(r, q))
                    {
                        generators.MultiplyInto(r, top);
                    }
                }

                pivots.Add(q);
            }

            return pivots;
        }

        private void H(int q)
        {
            Builder.H(q);
            generators.H(q);
            Members.H(q);
        }

        private void S(int q)
        {
            Builder.Add(GateKind.S, q);
            generators.S(q);
            Members.S(q);
        }

        private void CX(int control, int target)
        {
            Builder.CX(control, target);
            generators.CX(control, target);
            Members.CX(control, target);
        }

        private void CZ(int a, int b)
        {
            Builder.CZ(a, b);
            generators.CZ(a, b);
            Members.CZ(a, b);
        }

        // The strings that are no product of those before them; the first string alone when all are the identity.
        public static List<PauliString> Independent(IReadOnlyList<PauliString> group)
        {
            var basis = new BinaryBasis();
            var chosen = group.Where(p => basis.Add([.. p.X, .. p.Z])).ToList();
            return chosen.Count > 0 ? chosen : [group[0]];
        }
    }
}
