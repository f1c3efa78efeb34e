using System.Collections.Immutable;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.Circuits.Design;

/// <summary>
/// Circuits built gate by gate at the end, over a gate set. Circuits that differ by the order of gates on different qubits
/// are one state; gates that would do nothing are not offered; any circuit may be the finished one. A few gates of a library may be one
/// action: several ways then lead to a circuit, as they do by the order of gates.
/// </summary>
public sealed class CircuitEnvironment : StatewiseEnvironment
{
    private readonly int layers;

    /// <summary>Creates the environment.</summary>
    /// <param name="gates">The gates on offer.</param>
    /// <param name="maximumGates">The most gates a circuit may have.</param>
    /// <param name="reward">A reward of rows of gate numbers in canonical order, -1 behind the end; disposed with the environment.</param>
    /// <param name="device">Where states and masks are handed over; null for the CPU.</param>
    public CircuitEnvironment(GateSet gates, int maximumGates, Reward reward, Device? device = null)
        : base(device ?? Loaded(), reward)
    {
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumGates, 1);
        Gates = gates;
        MaximumGates = maximumGates;
        layers = maximumGates;
    }

    /// <summary>The gates on offer.</summary>
    public GateSet Gates { get; }

    /// <summary>The most gates a circuit may have.</summary>
    public int MaximumGates { get; }

    /// <summary>Words of gates that are put in by one action each, behind the single gates; no two with the same canonical word.</summary>
    internal ImmutableArray<ImmutableArray<int>> Gadgets { get; init; } = [];

    /// <inheritdoc/>
    public override object Description => Gadgets.Length == 0 ? base.Description
        : new { Environment = base.Description, Gadgets = Gadgets.Select(static g => string.Join(' ', g)).ToArray() };

    /// <inheritdoc/>
    public override string Name => $"circuits {Gates.Name} {Gates.Qubits}q up to {MaximumGates} gates";

    /// <inheritdoc/>
    public override int StateWidth => MaximumGates;

    /// <inheritdoc/>
    public override int ActionCount => Gates.Gates.Count + Gadgets.Length + 1;

    /// <inheritdoc/>
    public override int MaximumLength => MaximumGates + 1;

    /// <inheritdoc/>
    public override bool AllStatesTerminal => true;

    /// <summary>One token per place: the gate and the layer it falls into, or an empty place.</summary>
    public override int TokenCount => MaximumGates;

    /// <inheritdoc/>
    public override int Vocabulary => (layers * Gates.Gates.Count) + MaximumGates;

    /// <inheritdoc/>
    public override long[] InitialState() => Enumerable.Repeat(-1L, MaximumGates).ToArray();

    /// <inheritdoc/>
    public override void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        allowed[ExitAction] = true;
        if (state[^1] >= 0)
        {
            allowed[..ExitAction].Clear();
            return;
        }

        Span<int> last = stackalloc int[Gates.Qubits];
        last.Fill(-1);
        var moved = Gates.Begun;
        Span<int> depth = stackalloc int[Gates.Qubits];
        depth.Clear();
        foreach (var letter in state)
        {
            if (letter < 0)
            {
                break;
            }

            moved = Gates.Moved((int)letter, moved);
            var layer = IsLimited ? After((int)letter, depth) : 0;
            foreach (var q in Gates.Gates[(int)letter].Qubits)
            {
                (last[q], depth[q]) = ((int)letter, layer);
            }
        }

        for (var g = 0; g < Gates.Gates.Count; g++)
        {
            allowed[g] = IsUseful(g, last, moved, depth);
        }

        var room = state.Length - CanonicalWord.Length(state);
        for (var g = 0; g < Gadgets.Length; g++)
        {
            // What is offered alone begins it: most gadgets end here.
            allowed[Gates.Gates.Count + g] = Gadgets[g].Length <= room && allowed[Gadgets[g][0]]
                && AreUseful(Gadgets[g].AsSpan(), last, moved, depth);
        }
    }

    private bool IsUseful(int gate, ReadOnlySpan<int> last, uint moved, ReadOnlySpan<int> depth) =>
        !Gates.IsRedundant(gate, last, moved) && (!IsLimited || After(gate, depth) <= Gates.MaximumLayers);

    // Whether each of a few gates would be offered behind the ones before it; what is known of the qubits is put back at the end.
    private bool AreUseful(ReadOnlySpan<int> gadget, Span<int> last, uint moved, Span<int> depth)
    {
        Span<(int Qubit, int Last, int Depth)> changed = stackalloc (int, int, int)[GadgetEntry.MostGates * GadgetEntry.MostQubits];
        var (count, useful) = (0, true);
        foreach (var gate in gadget)
        {
            useful = IsUseful(gate, last, moved, depth);
            if (!useful)
            {
                break;
            }

            moved = Gates.Moved(gate, moved);
            var layer = IsLimited ? After(gate, depth) : 0;
            foreach (var q in Gates.Gates[gate].Qubits)
            {
                changed[count++] = (q, last[q], depth[q]);
                (last[q], depth[q]) = (gate, layer);
            }
        }

        while (count > 0)
        {
            var (q, before, layer) = changed[--count];
            (last[q], depth[q]) = (before, layer);
        }

        return useful;
    }

    private bool IsLimited => Gates.MaximumLayers < int.MaxValue;

    // The layers of the qubits of a gate behind it.
    private int After(int gate, ReadOnlySpan<int> depth)
    {
        var layer = 0;
        foreach (var q in Gates.Gates[gate].Qubits)
        {
            layer = Math.Max(layer, depth[q]);
        }

        return layer + Gates.Gates[gate].Layers;
    }

    /// <inheritdoc/>
    public override void BackwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        allowed.Clear();
        uint covered = 0;
        for (var i = CanonicalWord.Length(state) - 1; i >= 0; i--)
        {
            var gate = (int)state[i];
            var support = Gates.Gates[gate].Support;
            if ((covered & support) == 0)
            {
                allowed[gate] = true;
            }

            covered |= support;
        }

        Span<long> rest = stackalloc long[state.Length];
        for (var g = 0; g < Gadgets.Length; g++)
        {
            allowed[Gates.Gates.Count + g] = allowed[Gadgets[g][^1]] && CanTake(state, rest, Gadgets[g].AsSpan());
        }
    }

    // Takes a few gates off the end of a copy, the last one first, as long as nothing behind them depends on them; marks them as -2.
    private bool CanTake(ReadOnlySpan<long> state, Span<long> word, ReadOnlySpan<int> gadget)
    {
        var length = CanonicalWord.Length(state);
        state[..length].CopyTo(word);
        for (var g = gadget.Length - 1; g >= 0; g--)
        {
            var (support, place) = (Gates.Gates[gadget[g]].Support, length - 1);
            while (place >= 0 && (word[place] < 0 || (Gates.Gates[(int)word[place]].Support & support) == 0))
            {
                place--;
            }

            if (place < 0 || word[place] != gadget[g])
            {
                return false;
            }

            word[place] = -2;
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Step(Span<long> state, int action)
    {
        foreach (var gate in GatesOf(action, [action]))
        {
            CanonicalWord.Append(Gates, state, gate);
        }
    }

    /// <inheritdoc/>
    public override void StepBack(Span<long> state, int action)
    {
        var gates = GatesOf(action, [action]);
        for (var g = gates.Length - 1; g >= 0; g--)
        {
            CanonicalWord.Remove(Gates, state, gates[g]);
        }
    }

    private ReadOnlySpan<int> GatesOf(int action, ReadOnlySpan<int> single) =>
        action < Gates.Gates.Count ? single : Gadgets[action - Gates.Gates.Count].AsSpan();

    /// <inheritdoc/>
    public override void Tokens(ReadOnlySpan<long> state, Span<int> tokens)
    {
        Span<int> depth = stackalloc int[Gates.Qubits];
        depth.Clear();
        for (var i = 0; i < state.Length; i++)
        {
            if (state[i] < 0)
            {
                tokens[i] = (layers * Gates.Gates.Count) + i;
                continue;
            }

            var gate = Gates.Gates[(int)state[i]];
            var layer = 0;
            foreach (var q in gate.Qubits)
            {
                layer = Math.Max(layer, depth[q]);
            }

            foreach (var q in gate.Qubits)
            {
                depth[q] = layer + 1;
            }

            tokens[i] = (layer * Gates.Gates.Count) + (int)state[i];
        }
    }

    /// <inheritdoc/>
    public override string Describe(ReadOnlySpan<long> state)
    {
        var text = new List<string>();
        foreach (var letter in state)
        {
            if (letter >= 0)
            {
                text.Add(Gates.Gates[(int)letter].ToString());
            }
        }

        return string.Join("; ", text);
    }

    private static Device Loaded()
    {
        TorchLibrary.Load();
        return CPU;
    }
}
