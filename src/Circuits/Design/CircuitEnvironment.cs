using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.Circuits.Design;

/// <summary>
/// Circuits built gate by gate at the end, over a gate set. Circuits that differ by the order of gates on different qubits
/// are one state; gates that would do nothing are not offered; any circuit may be the finished one.
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

    /// <inheritdoc/>
    public override string Name => $"circuits {Gates.Name} {Gates.Qubits}q up to {MaximumGates} gates";

    /// <inheritdoc/>
    public override int StateWidth => MaximumGates;

    /// <inheritdoc/>
    public override int ActionCount => Gates.Gates.Count + 1;

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
            var layer = After((int)letter, depth);
            foreach (var q in Gates.Gates[(int)letter].Qubits)
            {
                (last[q], depth[q]) = ((int)letter, layer);
            }
        }

        for (var g = 0; g < ExitAction; g++)
        {
            allowed[g] = !Gates.IsRedundant(g, last, moved) && After(g, depth) <= Gates.MaximumLayers;
        }
    }

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
    }

    /// <inheritdoc/>
    public override void Step(Span<long> state, int action) => CanonicalWord.Append(Gates, state, action);

    /// <inheritdoc/>
    public override void StepBack(Span<long> state, int action) => CanonicalWord.Remove(Gates, state, action);

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
