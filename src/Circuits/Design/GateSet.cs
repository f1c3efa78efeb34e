using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

/// <summary>The gates a design may use, numbered; and the rules that make a gate pointless where it stands.</summary>
public sealed class GateSet
{
    private readonly DesignGate[] letters;
    private readonly bool[] moves;
    private readonly bool[] diagonal;

    /// <summary>Creates a gate set.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="qubits">Number of qubits, at most 24.</param>
    /// <param name="gates">The gates.</param>
    public GateSet(string name, int qubits, IReadOnlyList<DesignGate> gates)
    {
        ArgumentNullException.ThrowIfNull(gates);
        Name = name;
        Qubits = qubits;
        Gates = gates;
        letters = [.. gates];
        moves = gates.Select(g => g.Kind is GateKind.RX or GateKind.RY or GateKind.SX or GateKind.Ecr or GateKind.Givens
            or GateKind.CGivens or GateKind.DoubleGivens).ToArray();
        diagonal = gates.Select(g => g.Kind is GateKind.RZ or GateKind.RZZ).ToArray();
        Features = gates.Max(static g => g.Feature + 1) ?? 0;
    }

    /// <summary>The device's gates that the set is of (<see cref="NativeGateSet"/>); null for sets that are compiled afterwards.</summary>
    public GateBasis? Basis { get; init; }

    /// <summary>Features of a row that gates turn by; 0 where there are plain angles alone.</summary>
    public int Features { get; }

    /// <summary>Qubits that may be out of their basis states before the first gate, as bits: all where circuits act on data.</summary>
    internal uint Begun { get; private init; }

    /// <summary>The most layers of a circuit, what it begins with not counted.</summary>
    internal int MaximumLayers { get; private init; } = int.MaxValue;

    /// <summary>The same gates, for circuits that begin in a state of no basis: every gate may do something in front, too.</summary>
    internal GateSet OnAnyState() => new(Name, Qubits, Gates) { Begun = (1u << Qubits) - 1, MaximumLayers = MaximumLayers, Basis = Basis };

    /// <summary>The same gates, for circuits of limited depth.</summary>
    /// <param name="depth">The most layers, those of the reference counted; null for no limit.</param>
    /// <param name="reference">What circuits begin with.</param>
    internal GateSet Limited(int? depth, Circuit reference) => depth is { } most
        ? new(Name, Qubits, Gates)
        {
            Begun = Begun,
            Basis = Basis,
            MaximumLayers = Math.Max(0, most - CircuitMetrics.Depth(NativeGateSet.Written(this, reference))),
        }
        : this;

    /// <summary>Whether a word has no more layers than circuits may have.</summary>
    /// <param name="word">Gate numbers, no padding.</param>
    internal bool IsShallow(ReadOnlySpan<long> word) =>
        MaximumLayers == int.MaxValue || Count(word, new int[Qubits]).Depth <= MaximumLayers;

    /// <summary>Name for tables.</summary>
    public string Name { get; }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>The gates.</summary>
    public IReadOnlyList<DesignGate> Gates { get; }

    /// <summary>RX, RY, RZ on every qubit and CX along the couplings, both ways.</summary>
    /// <param name="qubits">Number of qubits.</param>
    /// <param name="map">Couplings; null for all to all.</param>
    /// <param name="real">True to leave out RX and RZ: enough for real Hamiltonians, whose ground states are real.</param>
    /// <returns>The gate set.</returns>
    public static GateSet Hardware(int qubits, CouplingMap? map = null, bool real = false)
    {
        var gates = new List<DesignGate>();
        for (var q = 0; q < qubits; q++)
        {
            gates.Add(new DesignGate(GateKind.RY, [q]));
            if (!real)
            {
                gates.Add(new DesignGate(GateKind.RX, [q]));
                gates.Add(new DesignGate(GateKind.RZ, [q]));
            }
        }

        for (var a = 0; a < qubits; a++)
        {
            for (var b = 0; b < qubits; b++)
            {
                if (a != b && (map?.Allows(a, b) ?? true))
                {
                    gates.Add(new DesignGate(GateKind.CX, [a, b]));
                }
            }
        }

        return new GateSet(real ? "hardware-real" : "hardware", qubits, gates);
    }

    /// <summary>Givens rotations: single excitations between qubits and double excitations of pairs.</summary>
    /// <param name="qubits">Number of qubits, one per spin orbital.</param>
    /// <param name="spin">Spin of each qubit's orbital (excitations conserve it); null to allow all.</param>
    /// <param name="controlled">Whether single excitations under the control of a third qubit belong to it.</param>
    /// <returns>The gate set.</returns>
    public static GateSet Chemistry(int qubits, IReadOnlyList<int>? spin = null, bool controlled = false)
    {
        var gates = new List<DesignGate>();
        for (var a = 0; a < qubits; a++)
        {
            for (var b = a + 1; b < qubits; b++)
            {
                if (spin is null || spin[a] == spin[b])
                {
                    gates.Add(new DesignGate(GateKind.Givens, [a, b]));
                    gates.AddRange(Enumerable.Range(0, controlled ? qubits : 0).Where(c => c != a && c != b)
                        .Select(c => new DesignGate(GateKind.CGivens, [c, a, b])));
                }
            }
        }

        for (var a = 0; a < qubits; a++)
        {
            for (var b = a + 1; b < qubits; b++)
            {
                for (var c = a + 1; c < qubits; c++)
                {
                    for (var d = c + 1; d < qubits; d++)
                    {
                        if (c != b && d != b && (spin is null || spin[a] + spin[b] == spin[c] + spin[d]))
                        {
                            gates.Add(new DesignGate(GateKind.DoubleGivens, [a, b, c, d]));
                        }
                    }
                }
            }
        }

        return new GateSet(controlled ? "chemistry-controlled" : "chemistry", qubits, gates);
    }

    /// <summary>
    /// The same gates, with durations in place of layers: a gate takes as many layers as its duration has shortest durations, none where
    /// it is virtual. Depths of circuits, and with them their price, are times then.
    /// </summary>
    /// <param name="profile">The device.</param>
    /// <returns>The gate set, and what a layer is in nanoseconds.</returns>
    /// <exception cref="ArgumentException">No gate of the set takes any time.</exception>
    public (GateSet Gates, double LayerNanoseconds) Timed(DeviceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var times = Gates.Select(g => CircuitDuration.Nanoseconds(
            new Circuit(Qubits, [new GateOperation(g.Kind, g.Qubits.AsSpan(), g.HasAngle ? [Angle.Free(0)] : [])]), profile)).ToArray();
        var unit = times.Where(static t => t > 0).DefaultIfEmpty(0).Min();
        return unit > 0
            ? (new(Name, Qubits, [.. Gates.Zip(times, (g, t) => g with { Layers = (int)Math.Round(t / unit) })]) { Basis = Basis }, unit)
            : throw new ArgumentException($"On {profile.Name} no gate of this set takes any time.", nameof(profile));
    }

    /// <summary>The same gates, and every rotation of one qubit also by each feature of a row, at a weight to be fitted: gates of data
    /// re-uploading (Perez-Salinas et al., arXiv:1907.02085), whose offsets are the plain rotations beside them.</summary>
    /// <param name="features">Number of features, at least 1.</param>
    /// <returns>The gate set.</returns>
    /// <exception cref="ArgumentException">There are gates other than RX, RY, RZ and CX.</exception>
    public GateSet Reuploading(int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        if (Gates.Any(static g => g.Kind is not (GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.CX)))
        {
            throw new ArgumentException($"Features are uploaded by RX, RY and RZ; the gates {Name} have others.", nameof(features));
        }

        return new GateSet(
            Name + "+reuploading",
            Qubits,
            [.. Gates, .. Gates.Where(static g => g.Qubits.Length == 1)
                .SelectMany(g => Enumerable.Range(0, features).Select(f => g with { Feature = f }))]);
    }

    /// <summary>A fitted circuit with the features that its angles belong to.</summary>
    /// <param name="result">The circuit.</param>
    /// <param name="reference">What it begins with.</param>
    internal ClassifierCircuit Classifier(DesignResult result, Circuit reference) => new(
        Build(result.Word.AsSpan(), reference), result.Angles, [.. Uploads(result.Word.AsSpan())]);

    /// <summary>Gates of a word that turn by a feature.</summary>
    /// <param name="word">Gate numbers, no padding.</param>
    internal int CountUploads(ReadOnlySpan<long> word)
    {
        var count = 0;
        for (var i = 0; i < word.Length && Features > 0; i++)
        {
            count += Gates[(int)word[i]].Feature is null ? 0 : 1;
        }

        return count;
    }

    /// <summary>Gives a cost the circuit of a word.</summary>
    /// <param name="word">Gate numbers; -1 ends it.</param>
    /// <param name="reference">What it begins with.</param>
    /// <param name="cost">A cost over rows of data where gates turn by features.</param>
    internal void Hand(ReadOnlySpan<long> word, Circuit reference, ICircuitCost cost)
    {
        if (Features > 0)
        {
            ((IDataCost)cost).Use(Build(word, reference), Uploads(word));
        }
        else
        {
            cost.Use(Build(word, reference));
        }
    }

    /// <summary>For every angle of a word the feature that it is the weight of, or -1.</summary>
    /// <param name="word">Gate numbers; -1 ends it.</param>
    internal int[] Uploads(ReadOnlySpan<long> word)
    {
        var result = new List<int>(word.Length);
        foreach (var letter in word)
        {
            if (letter < 0)
            {
                break;
            }

            var gate = Gates[(int)letter];
            if (gate.HasAngle)
            {
                result.Add(gate.Feature ?? -1);
            }
        }

        return [.. result];
    }

    /// <summary>Whether two gates may change places: they share no qubit.</summary>
    /// <param name="a">A gate's number.</param>
    /// <param name="b">Another's.</param>
    /// <returns>True when they act on different qubits.</returns>
    public bool Commute(int a, int b) => (letters[a].Support & letters[b].Support) == 0;

    /// <summary>
    /// Whether a gate would do nothing new at the end of a circuit: it repeats the last gate on its qubits, or it is diagonal
    /// or controlled on a qubit that is still in a definite basis state.
    /// </summary>
    /// <param name="gate">The gate.</param>
    /// <param name="last">For each qubit the last gate's number on it, or -1.</param>
    /// <param name="moved">Qubits (as bits) that have left their basis state.</param>
    /// <returns>True when the gate is pointless. The answer depends on the gate's past alone, not on the order of commuting
    /// gates.</returns>
    public bool IsRedundant(int gate, ReadOnlySpan<int> last, uint moved)
    {
        var g = letters[gate];
        var repeats = true;
        foreach (var q in g.Qubits)
        {
            repeats &= last[q] == gate;
        }

        if (repeats)
        {
            // Two roots of X are X.
            return g.Kind != GateKind.SX;
        }

        if (diagonal[gate])
        {
            return (moved & g.Support) == 0;
        }

        return g.Kind == GateKind.CX && (moved & (1u << g.Qubits[0])) == 0;
    }

    /// <summary>The qubits that are out of their basis state after a gate.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="moved">The qubits before it.</param>
    /// <returns>The qubits after it, as bits.</returns>
    public uint Moved(int gate, uint moved)
    {
        var g = letters[gate];
        if (moves[gate])
        {
            return moved | g.Support;
        }

        return g.Kind == GateKind.CX && (moved & (1u << g.Qubits[0])) != 0 ? moved | g.Support : moved;
    }

    /// <summary>The circuit of a word of gates.</summary>
    /// <param name="word">Gate numbers in order.</param>
    /// <param name="reference">What it begins with.</param>
    /// <returns>The circuit; its parameters are the angles in the order of the word.</returns>
    public Circuit Build(ReadOnlySpan<long> word, Circuit reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var builder = new CircuitBuilder(Qubits).Add(reference);
        foreach (var letter in word)
        {
            if (letter < 0)
            {
                break;
            }

            var gate = Gates[(int)letter];
            if (gate.HasAngle)
            {
                builder.Add(gate.Kind, builder.NewParameter(), gate.Qubits.AsSpan());
            }
            else
            {
                builder.Add(gate.Kind, gate.Qubits.AsSpan());
            }
        }

        return builder.Build();
    }

    /// <summary>CX gates and layers of a word.</summary>
    /// <param name="word">Gate numbers.</param>
    /// <param name="depth">A buffer, one entry a qubit.</param>
    internal (int Cx, int Depth) Count(ReadOnlySpan<long> word, int[] depth)
    {
        Array.Clear(depth);
        var (cx, deepest) = (0, 0);
        foreach (var letter in word)
        {
            var gate = letters[(int)letter];
            var layer = 0;
            foreach (var q in gate.Qubits)
            {
                layer = Math.Max(layer, depth[q]);
            }

            foreach (var q in gate.Qubits)
            {
                depth[q] = layer + gate.Layers;
            }

            cx += gate.CxCost;
            deepest = Math.Max(deepest, layer + gate.Layers);
        }

        return (cx, deepest);
    }

    /// <summary>The number of a gate that turns by no feature.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="qubits">Where it acts, in its order.</param>
    /// <returns>The number; -1 when it is not in the set.</returns>
    public int IndexOf(GateKind kind, params ReadOnlySpan<int> qubits)
    {
        for (var g = 0; g < Gates.Count; g++)
        {
            if (Gates[g].Kind == kind && Gates[g].Feature is null && Gates[g].Qubits.AsSpan().SequenceEqual(qubits))
            {
                return g;
            }
        }

        return -1;
    }

    /// <summary>Gates that flip a qubit, up to a phase.</summary>
    /// <param name="qubit">The qubit.</param>
    /// <returns>RY(pi) or two SX; none where the set has neither.</returns>
    internal (int Gate, double Angle)[] Flip(int qubit) =>
        IndexOf(GateKind.RY, qubit) is >= 0 and var turn ? [(turn, Math.PI)]
        : IndexOf(GateKind.SX, qubit) is >= 0 and var root ? [(root, 0), (root, 0)]
        : [];

    /// <summary>
    /// X gates on a determinant's bits behind a circuit of the hardware's or a device's gates that begins with |0...0>, moved to its front:
    /// rotations about a string that does not commute with what they have become turn the other way. Z in front of |0...0> does nothing.
    /// </summary>
    /// <param name="word">The circuit.</param>
    /// <param name="angles">Its angles; changed in place.</param>
    /// <param name="determinant">A basis index, qubit 0 the most significant bit.</param>
    /// <returns>The X gates that the circuit now begins with.</returns>
    internal Circuit FromDeterminant(ReadOnlySpan<long> word, Span<double> angles, ulong determinant)
    {
        var (x, z, next) = ((uint)determinant, 0u, angles.Length);
        for (var i = word.Length - 1; i >= 0; i--)
        {
            var gate = Gates[(int)word[i]];
            if (!gate.HasAngle)
            {
                gate.Conjugate(ref x, ref z, Qubits);
                continue;
            }

            next--;
            var bits = gate.Qubits.Aggregate(0u, (m, q) => m | (1u << (Qubits - 1 - q)));
            var against = (gate.Kind != GateKind.RX ? x & bits : 0, gate.Kind is GateKind.RX or GateKind.RY ? z & bits : 0);
            angles[next] = ((BitOperations.PopCount(against.Item1) + BitOperations.PopCount(against.Item2)) & 1) == 1
                ? -angles[next] : angles[next];
        }

        var builder = new CircuitBuilder(Qubits);
        for (var q = 0; q < Qubits; q++)
        {
            if (((x >> (Qubits - 1 - q)) & 1) == 1)
            {
                builder.X(q);
            }
        }

        return builder.Build();
    }
}
