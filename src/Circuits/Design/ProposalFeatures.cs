using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

/// <summary>
/// What a proposal of a chain changes, told without a fit: with all CX moved to the front a circuit is Pauli rotations on a basis state,
/// and a proposal loses some of them, gains others, and may change that state. One per chain.
/// </summary>
/// <remarks>
/// Nothing depends on the numbers of qubits or gates, so what is learned from one molecule can be used on another: rotations count by their
/// angles and by what the basis states that they join lower the energy by (<see cref="MixingGains"/>), in units of the target.
/// </remarks>
internal sealed class ProposalFeatures
{
    /// <summary>Numbers of a proposal.</summary>
    public const int Count = Plain + MovePolicy.Kinds;

    /// <summary>The version of the list of features.</summary>
    public const int Version = 1;

    private const int Plain = 14;
    private const int MostQubits = 16;
    private const double Least = 1e-6;
    private readonly (GateKind Kind, int Qubit, int Target)[] letters;
    private readonly int qubits;
    private readonly uint reference;
    private readonly double[] gains;
    private readonly uint[] imageX;
    private readonly uint[] imageZ;

    // The strings of the rotations of the circuit that proposals change, and of a proposal, in their order.
    private DesignResult? known;
    private (uint State, int Count) current;
    private ulong[] currentStrings = [];
    private ulong[] strings = [];

    // Distinct strings of the circuit: where each one is by a hash, how often it stands there, and its angles together.
    private int[] slots = [];
    private int shift;
    private ulong[] distinct = [];
    private int[] counts = [];
    private double[] sums = [];
    private int[] left = [];
    private double[] rest = [];
    private int different;

    private ProposalFeatures(GateSet gates, ObservableProblem problem, uint reference)
    {
        qubits = gates.Qubits;
        this.reference = reference;
        letters = [.. gates.Gates.Select(static g => (g.Kind, g.Qubits[0], g.Qubits[^1]))];
        (imageX, imageZ) = (new uint[qubits], new uint[qubits]);
        gains = new double[1 << qubits];
        foreach (var (mask, gain) in MixingGains.Of(problem.Observable, reference))
        {
            gains[mask] = gain;
        }
    }

    /// <summary>Prepares the features of a problem.</summary>
    /// <param name="problem">What the circuits are for.</param>
    /// <param name="gates">The gates on offer.</param>
    /// <returns>Null where they do not apply: no expectation value, more than 16 qubits, gates other than RX, RY, RZ and CX, or a reference
    /// that is no basis state.</returns>
    public static ProposalFeatures? For(CircuitProblem problem, GateSet gates) =>
        problem is ObservableProblem { Qubits: <= MostQubits, IsDiagonal: false } observable && gates.Features == 0
            && gates.Gates.All(static g => g.Kind is GateKind.CX or GateKind.RX or GateKind.RY or GateKind.RZ)
            && TargetDesigner.BasisState(problem.Reference) is { } state
            ? new ProposalFeatures(gates, observable, (uint)state) : null;

    /// <summary>Describes a proposal.</summary>
    /// <param name="from">The circuit that it changes.</param>
    /// <param name="word">Gate numbers, no padding.</param>
    /// <param name="angles">The angles that its fit would begin with.</param>
    /// <param name="context">What else is known of it.</param>
    /// <param name="features"><see cref="Count"/> numbers of about size 1, filled.</param>
    public void Fill(
        DesignResult from, ReadOnlySpan<long> word, ReadOnlySpan<double> angles, in ProposalContext context, Span<float> features)
    {
        if (!ReferenceEquals(from, known))
        {
            Know(from);
        }

        var (state, count) = Rotations(word, ref strings);
        counts.AsSpan(0, different).CopyTo(left);
        sums.AsSpan(0, different).CopyTo(rest);
        var (lost, gained, lostGain, gainedGain, turned) = (0, 0, 0.0, 0.0, 0.0);
        for (var r = 0; r < count; r++)
        {
            var place = Find(strings[r]);
            if (place >= 0 && left[place] > 0)
            {
                left[place]--;
                rest[place] -= angles[r];
                continue;
            }

            gained++;
            gainedGain += gains[(uint)(strings[r] >> 32)];
            turned += Turn(angles[r]);
        }

        var changed = turned;
        for (var d = 0; d < different; d++)
        {
            if (left[d] > 0)
            {
                lost += left[d];
                lostGain += gains[(uint)(distinct[d] >> 32)];
            }

            changed += Turn(rest[d]);
        }

        var (ahead, behind) = Same(count);
        var moved = (gains[state ^ reference] - gains[current.State ^ reference]) / context.Target;
        var error = Math.Log(Math.Max(from.Cost - context.Anchor, context.Target) / context.Target);
        features.Clear();
        features[0] = (float)Math.Log(context.Temperature);
        features[1] = (float)Math.Clamp(context.Saved, -3, 3);
        features[2] = (float)Math.Clamp(context.Saved / context.Temperature, -5, 5);
        features[3] = (float)Math.Min(error, 5);
        features[4] = Math.Min(lost, 10) / 5f;
        features[5] = Math.Min(gained, 10) / 5f;
        features[6] = state == current.State ? 0 : 1;
        features[7] = Decades(changed);
        features[8] = Decades(turned);
        features[9] = Decades(lostGain / context.Target);
        features[10] = Decades(gainedGain / context.Target);
        features[11] = (float)Math.Clamp(moved / 100, -1, 1);
        features[12] = (float)Math.Log(1 + ahead);
        features[13] = (float)Math.Log(1 + behind);
        features[Plain + (int)context.Move] = 1;
    }

    private static double Turn(double angle) => angle == 0 ? 0 : Math.Pow(Math.Sin(angle / 2), 2);

    private static float Decades(double value) => (float)(Math.Log10(Math.Abs(value) + Least) / 3);

    // Rotations that stand as they did, from the beginning and from the end.
    private (int Ahead, int Behind) Same(int count)
    {
        var least = Math.Min(count, current.Count);
        var (ahead, behind) = (0, 0);
        while (ahead < least && strings[ahead] == currentStrings[ahead])
        {
            ahead++;
        }

        while (behind < least - ahead && strings[count - 1 - behind] == currentStrings[current.Count - 1 - behind])
        {
            behind++;
        }

        return (ahead, behind);
    }

    private void Know(DesignResult from)
    {
        current = Rotations(from.Word.AsSpan(), ref currentStrings);
        if (distinct.Length < current.Count)
        {
            var size = 2 * current.Count;
            (distinct, counts, sums, left, rest) = (new ulong[size], new int[size], new double[size], new int[size], new double[size]);
            var bits = System.Numerics.BitOperations.Log2((uint)size) + 2;
            (slots, shift) = (new int[1 << bits], 64 - bits);
        }

        slots.AsSpan().Fill(-1);
        different = 0;
        for (var r = 0; r < current.Count; r++)
        {
            var slot = Slot(currentStrings[r]);
            if (slots[slot] < 0)
            {
                slots[slot] = different;
                (distinct[different], counts[different], sums[different]) = (currentStrings[r], 0, 0);
                different++;
            }

            counts[slots[slot]]++;
            sums[slots[slot]] += from.Angles[r];
        }

        known = from;
    }

    private int Find(ulong text) => different == 0 ? -1 : slots[Slot(text)];

    // Where a string is or would be; the table is never full.
    private int Slot(ulong text)
    {
        var slot = (int)((text * 0x9E3779B97F4A7C15UL) >> shift);
        while (slots[slot] >= 0 && distinct[slots[slot]] != text)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        return slot;
    }

    // The strings X^x Z^z (x above z) of a word's rotations behind all of its CX, and the basis state that they act on.
    private (uint State, int Count) Rotations(ReadOnlySpan<long> word, ref ulong[] found)
    {
        if (found.Length < word.Length)
        {
            found = new ulong[2 * word.Length];
        }

        var (state, count) = (reference, 0);
        for (var q = 0; q < qubits; q++)
        {
            imageX[q] = imageZ[q] = 1u << (qubits - 1 - q);
        }

        // Backwards, so that the images are those under the gates behind a place.
        for (var i = word.Length - 1; i >= 0; i--)
        {
            var (kind, q, target) = letters[(int)word[i]];
            if (kind == GateKind.CX)
            {
                imageX[q] ^= imageX[target];
                imageZ[target] ^= imageZ[q];
                continue;
            }

            ulong x = kind == GateKind.RZ ? 0 : imageX[q];
            found[count++] = (x << 32) | (kind == GateKind.RX ? 0 : imageZ[q]);
        }

        found.AsSpan(0, count).Reverse();
        foreach (var letter in word)
        {
            var (kind, q, target) = letters[(int)letter];
            if (kind == GateKind.CX)
            {
                state ^= (state >> (qubits - 1 - q) & 1) << (qubits - 1 - target);
            }
        }

        return (state, count);
    }
}
