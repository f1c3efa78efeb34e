using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>
/// A Markov chain over circuits with fitted angles: gates are put in, taken out, replaced or exchanged anywhere, the angles
/// refitted from where they were, and the result kept by the Metropolis rule at a temperature.
/// </summary>
/// <param name="gates">The gate set.</param>
/// <param name="fitter">Fits angles; used by this chain alone.</param>
/// <param name="maximumGates">The most gates.</param>
/// <param name="random">Source of randomness.</param>
/// <param name="guide">Proposes insertions by their slope; null for random ones alone.</param>
/// <param name="moves">How often it proposes what.</param>
internal sealed class CircuitChain(
    GateSet gates, CircuitFitter fitter, int maximumGates, Random random, MovePolicy moves, InsertionGuide? guide = null)
{
    // Other good circuits, which gadgets are taken from.
    private IReadOnlyList<DesignResult> donors = [];

    private readonly int[] rotations = Enumerable.Range(0, gates.Gates.Count).Where(g => gates.Gates[g].HasAngle).ToArray();
    private readonly int[] entanglers = Enumerable.Range(0, gates.Gates.Count).Where(g => !gates.Gates[g].HasAngle).ToArray();
    private readonly int[] controls = Enumerable.Range(0, gates.Gates.Count).Where(g => gates.Gates[g].Kind == GateKind.CX).ToArray();
    private readonly Dictionary<(int, int), int> reversed = Enumerable.Range(0, gates.Gates.Count)
        .Where(g => gates.Gates[g].Kind == GateKind.CX)
        .ToDictionary(g => (gates.Gates[g].Qubits[0], gates.Gates[g].Qubits[1]), g => g);

    /// <summary>Where the chain stands.</summary>
    public DesignResult Current { get; private set; } = fitter.FitBest([], random, 1);

    /// <summary>Chooses among several proposals; null to fit each one.</summary>
    public ProposalChoice? Choice { get; init; }

    /// <summary>Gadgets of other problems; null for none.</summary>
    public GadgetPlacements? Library { get; init; }

    /// <summary>Share of the gadgets that come from there.</summary>
    public double LibraryShare { get; init; }

    /// <summary>Moves the chain elsewhere.</summary>
    /// <param name="result">Where to.</param>
    public void MoveTo(DesignResult result) => Current = result;

    /// <summary>Gives the chain circuits to take gadgets from.</summary>
    /// <param name="circuits">Good circuits; those without gates are passed over.</param>
    internal void TakeFrom(IReadOnlyList<DesignResult> circuits) => donors = [.. circuits.Where(static c => c.Gates > 0)];

    /// <summary>Proposes one change and accepts or rejects it.</summary>
    /// <param name="temperature">Of the Metropolis rule on log R, above 0.</param>
    /// <returns>The proposal, fitted, and whether the chain moved there; null when there was nothing to propose.</returns>
    public (DesignResult Proposal, bool Accepted)? Step(double temperature)
    {
        if (Draw(temperature) is not { } drawn)
        {
            return null;
        }

        // The draw comes first: a fit that cannot reach what it asks for is given up.
        var (move, word, angles) = drawn;
        var from = Current;
        if (Choice is { Keeps: true })
        {
            Choice.Describe(from, word, angles, move, temperature, fitter.Score);
        }

        var needed = from.LogReward + (Math.Log(1 - random.NextDouble()) * temperature);
        var proposal = fitter.Fit(word, angles, needed, temperature);
        var accepted = needed < proposal.LogReward;
        Choice?.Keep(accepted ? proposal.LogReward - from.LogReward : 0);
        if (accepted)
        {
            Current = proposal;
        }

        return (proposal, accepted);
    }

    // One proposal, or the one of several that is wanted most; null where none changes the circuit.
    private (ChainMove Move, long[] Word, double[] Angles)? Draw(double temperature)
    {
        var count = Choice?.Candidates(Current) ?? 1;
        (ChainMove, long[], double[])? best = null;
        var most = double.NegativeInfinity;
        for (var c = 0; c < count; c++)
        {
            var move = moves.Draw(temperature, random);
            var (word, angles) = Propose(move);
            if (word.AsSpan().SequenceEqual(Current.Word.AsSpan()) || !gates.IsShallow(word))
            {
                continue;
            }

            var wanted = count == 1 ? 0 : Choice!.Weigh(Current, word, angles, move, temperature, fitter.Score, random);
            if (best is null || wanted > most)
            {
                (most, best) = (wanted, (move, word, angles));
            }
        }

        return best;
    }

    // Where a move is not possible, any plain change takes its place.
    private (long[] Word, double[] Angles) Propose(ChainMove move)
    {
        var letters = LetterSequence.Of(gates, Current);
        var done = move switch
        {
            ChainMove.TakePair => LetterSequence.TakePair(gates, letters, random),
            ChainMove.Gadget => Graft(letters),
            ChainMove.Steep or ChainMove.SteepExchange => Steepen(letters, move == ChainMove.SteepExchange),
            _ => false,
        };
        if (!done)
        {
            var changes = move == ChainMove.Two ? 2 : 1;
            for (var c = 0; c < changes; c++)
            {
                Change(letters, move < ChainMove.Two ? move : Plain());
            }
        }

        return LetterSequence.Canonical(gates, letters);
    }

    private ChainMove Plain() => random.Next(10) switch
    {
        < 3 => ChainMove.Insert,
        3 => ChainMove.ControlledRotation,
        < 7 => ChainMove.Remove,
        7 => ChainMove.Replace,
        8 => ChainMove.Reverse,
        _ => ChainMove.Relocate,
    };

    // In an exchange what is put in makes something else needless.
    private bool Steepen(List<(int Gate, double Angle)> letters, bool exchange)
    {
        if (guide?.Propose(Current, random) is not { } insertion || letters.Count + insertion.Letters.Length > maximumGates)
        {
            return false;
        }

        letters.InsertRange(insertion.Place, insertion.Letters.Zip(insertion.Angles));
        if (exchange)
        {
            letters.RemoveAt(random.Next(letters.Count));
        }

        return true;
    }

    // A gadget of the library, or one of another circuit at the same relative place.
    private bool Graft(List<(int Gate, double Angle)> letters)
    {
        if (Library is { } library && (donors.Count == 0 || random.NextDouble() < LibraryShare))
        {
            return letters.Count > 0 && random.Next(4) > 0 ? Rewrite(letters, library) : Put(letters, library.Draw(random));
        }

        return donors.Count > 0 && Put(letters, Gadget.Draw(gates, donors[random.Next(donors.Count)], random));
    }

    // In place of gates that stand together, one of the library on their qubits with no more CX.
    private bool Rewrite(List<(int Gate, double Angle)> letters, GadgetPlacements library)
    {
        var places = Gadget.DrawPlaces(gates, letters, random);
        var (qubits, cx) = (0u, 0);
        foreach (var place in places)
        {
            var gate = gates.Gates[letters[place].Gate];
            (qubits, cx) = (qubits | gate.Support, cx + gate.CxCost);
        }

        if (library.DrawWithin(qubits, cx, random) is not { } others || letters.Count - places.Count + others.Count > maximumGates)
        {
            return false;
        }

        Gadget.Exchange(gates, letters, places, others);
        return true;
    }

    // In place of as many gates there, or beside them.
    private bool Put(List<(int Gate, double Angle)> letters, Gadget gadget)
    {
        var place = Math.Min(letters.Count, (int)(gadget.Place * (letters.Count + 1)));
        var gone = random.Next(3) > 0 ? Math.Min(gadget.Letters.Count, letters.Count - place) : 0;
        if (letters.Count - gone + gadget.Letters.Count > maximumGates)
        {
            return false;
        }

        letters.RemoveRange(place, gone);
        letters.InsertRange(place, gadget.Letters);
        return true;
    }

    private void Change(List<(int Gate, double Angle)> letters, ChainMove move)
    {
        if (letters.Count == 0 || (move == ChainMove.Insert && letters.Count < maximumGates))
        {
            letters.Insert(random.Next(letters.Count + 1), Any());
        }
        else if (move == ChainMove.ControlledRotation && controls.Length > 0 && letters.Count + 3 <= maximumGates)
        {
            // A controlled rotation: CX, rotation of its target, CX.
            var cx = controls[random.Next(controls.Length)];
            var target = gates.Gates[cx].Qubits[1];
            var choices = Array.FindAll(rotations, r => gates.Gates[r].Kind == GateKind.RY && gates.Gates[r].Qubits[0] == target);
            var place = random.Next(letters.Count + 1);
            letters.Insert(place, (cx, 0));
            letters.Insert(place + 1, choices.Length > 0 ? (choices[random.Next(choices.Length)], Small()) : Any());
            letters.Insert(place + 2, (cx, 0));
        }
        else if (move <= ChainMove.Remove)
        {
            letters.RemoveAt(random.Next(letters.Count));
        }
        else if (move == ChainMove.Replace)
        {
            letters[random.Next(letters.Count)] = Any();
        }
        else if (move == ChainMove.Reverse)
        {
            var place = random.Next(letters.Count);
            var gate = gates.Gates[letters[place].Gate];
            if (gate.Kind == GateKind.CX && reversed.TryGetValue((gate.Qubits[1], gate.Qubits[0]), out var other))
            {
                letters[place] = (other, 0);
            }
            else
            {
                letters[place] = Any();
            }
        }
        else
        {
            var from = random.Next(letters.Count);
            var moved = letters[from];
            letters.RemoveAt(from);
            letters.Insert(random.Next(letters.Count + 1), moved);
        }
    }

    private (int Gate, double Angle) Any() => entanglers.Length > 0 && random.Next(2) == 0
        ? (entanglers[random.Next(entanglers.Length)], 0)
        : (rotations[random.Next(rotations.Length)], Small());

    private double Small() => 0.2 * ((2 * random.NextDouble()) - 1);
}
