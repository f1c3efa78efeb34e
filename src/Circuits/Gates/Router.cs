using System.Collections.Immutable;

namespace Quiver.Circuits.Gates;

/// <summary>
/// Fits a circuit to a coupling map with SWAP gates, after SABRE (Li, Ding, Xie, ASPLOS 2019): the swap is taken that
/// brings the waiting gates, and a little less the ones after them, closest together; the start layout comes from routing
/// the circuit forwards and backwards. Deterministic: ties go to the smaller edge.
/// </summary>
public static class Router
{
    private const int LookAhead = 20;
    private const double LookAheadWeight = 0.5;
    private const double Decay = 0.001;

    /// <summary>Routes a circuit.</summary>
    /// <param name="circuit">Gates on more than two qubits are decomposed first.</param>
    /// <param name="map">At least as many qubits as the circuit.</param>
    /// <param name="initialLayout">Device qubit of each qubit; by default chosen.</param>
    /// <returns>The routed circuit on all qubits of the device.</returns>
    /// <exception cref="ArgumentException">The device or its connected parts are too small, or the layout does not fit.</exception>
    public static RoutedCircuit Route(Circuit circuit, CouplingMap map, IReadOnlyList<int>? initialLayout = null)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(map);
        if (circuit.Qubits > map.Qubits)
        {
            throw new ArgumentException($"A circuit of {circuit.Qubits} qubits does not fit a device of {map.Qubits}.", nameof(map));
        }

        if (initialLayout is not null && (initialLayout.Count != circuit.Qubits || initialLayout.Distinct().Count() != circuit.Qubits
            || initialLayout.Any(d => d < 0 || d >= map.Qubits)))
        {
            throw new ArgumentException($"The layout must name a different device qubit (0 to {map.Qubits - 1}) for each of the "
                + $"{circuit.Qubits} qubits.", nameof(initialLayout));
        }

        var items = circuit.Operations.SelectMany(static o => o.Qubits.Length > 2 ? GateDecomposition.ToCx(o) : [o])
            .Select(static o => new RouteItem(o.Qubits.ToArray(), o.Qubits[0], o.Qubits.Length == 2 ? o.Qubits[1] : -1, o)).ToArray();
        var output = ImmutableArray.CreateBuilder<GateOperation>();
        var (start, end, added) = Route(items, circuit.Qubits, 0, map, initialLayout, (payload, layout) =>
            output.Add(((GateOperation)payload).OnQubits(layout)), output.Add);
        return new(new Circuit(map.Qubits, output.ToImmutable(), circuit.ParameterCount), start, end, added);
    }

    /// <summary>Routes anything that holds qubits and classical bits; items that share one keep their order.</summary>
    internal static (ImmutableArray<int> Start, ImmutableArray<int> End, int Swaps) Route(
        RouteItem[] items, int qubits, int bits, CouplingMap map, IReadOnlyList<int>? initialLayout, Action<object, int[]> emit,
            Action<GateOperation> swap)
    {
        if (initialLayout is { } given && Array.Find(items, i => i.B >= 0 && map.Part(given[i.A]) != map.Part(given[i.B])) is { } apart)
        {
            throw new ArgumentException(
                $"The layout puts qubits {apart.A} and {apart.B} into separate parts of the map, but a gate joins them.",
                    nameof(initialLayout));
        }

        // Device qubits without a qubit of the circuit hold idle ones, numbered after them.
        var layout = Complete(initialLayout ?? StartLayout.Choose(qubits, items, map), map.Qubits);
        if (initialLayout is null)
        {
            var backwards = items.Reverse().ToArray();
            var best = layout;
            var bestSwaps = int.MaxValue;
            for (var round = 0; round < 4; round++)
            {
                var candidate = (int[])layout.Clone();
                var swaps = Walk(items, bits, map, layout, null, null);
                if (swaps < bestSwaps)
                {
                    (best, bestSwaps) = (candidate, swaps);
                }

                Walk(backwards, bits, map, layout, null, null);
            }

            layout = best;
        }

        var start = layout[..qubits].ToImmutableArray();
        var added = Walk(items, bits, map, layout, emit, swap);
        return (start, [.. layout[..qubits]], added);
    }

    private static int[] Complete(IReadOnlyList<int> layout, int devices)
    {
        var rest = Enumerable.Range(0, devices).Except(layout);
        return [.. layout, .. rest];
    }

    // Emits all items; layout is changed to the one at the end. Returns the number of swaps.
    private static int Walk(RouteItem[] items, int bits, CouplingMap map, int[] layout, Action<object, int[]>? emit,
        Action<GateOperation>? swap)
    {
        var waiting = new LinkedList<RouteItem>(items);
        var inUse = items.SelectMany(static i => i.Wires).Where(static w => w >= 0).Distinct().Count();
        var fatigue = new double[map.Qubits];
        var swaps = 0;
        var sinceProgress = 0;
        while (waiting.Count > 0)
        {
            if (EmitReady(waiting, inUse, bits, map, layout, emit))
            {
                Array.Clear(fatigue);
                sinceProgress = 0;
                continue;
            }

            var (front, later) = Pairs(waiting);
            var (a, b) = sinceProgress > 3 * map.Qubits
                ? TowardsFirst(front[0], map, layout) : BestSwap(front, later, map, layout, fatigue);
            swap?.Invoke(new GateOperation(GateKind.Swap, [a, b]));
            Exchange(layout, a, b);
            fatigue[a] += Decay;
            fatigue[b] += Decay;
            swaps++;
            sinceProgress++;
        }

        return swaps;
    }

    private static bool EmitReady(
        LinkedList<RouteItem> waiting, int inUse, int bits, CouplingMap map, int[] layout, Action<object, int[]>? emit)
    {
        // Qubits first, then classical bits.
        var blocked = new bool[layout.Length + bits];
        var blockedCount = 0;
        var any = false;
        for (var node = waiting.First; node is not null && blockedCount < inUse;)
        {
            var next = node.Next;
            var item = node.Value;
            var possible = item.B < 0 || map.Allows(layout[item.A], layout[item.B]);
            foreach (var w in item.Wires)
            {
                possible = possible && !blocked[w < 0 ? layout.Length + ~w : w];
            }

            if (possible)
            {
                emit?.Invoke(item.Payload, layout);
                waiting.Remove(node);
                any = true;
            }
            else
            {
                foreach (var w in item.Wires)
                {
                    var wire = w < 0 ? layout.Length + ~w : w;
                    blockedCount += blocked[wire] || w < 0 ? 0 : 1;
                    blocked[wire] = true;
                }
            }

            node = next;
        }

        return any;
    }

    // Two-qubit gates that could be next, and those that follow.
    private static (List<(int A, int B)> Front, List<(int A, int B)> Later) Pairs(LinkedList<RouteItem> waiting)
    {
        var front = new List<(int A, int B)>();
        var later = new List<(int A, int B)>();
        var used = new HashSet<int>();
        foreach (var o in waiting)
        {
            if (o.B < 0)
            {
                continue;
            }

            var free = !used.Contains(o.A) && !used.Contains(o.B);
            (free ? front : later).Add((o.A, o.B));
            used.Add(o.A);
            used.Add(o.B);
            if (later.Count >= LookAhead)
            {
                break;
            }
        }

        return (front, later);
    }

    private static (int A, int B) BestSwap(List<(int A, int B)> front, List<(int A, int B)> later, CouplingMap map, int[] layout,
        double[] fatigue)
    {
        var active = new HashSet<int>(front.SelectMany(p => new[] { layout[p.A], layout[p.B] }));
        var best = (-1, -1);
        var bestCost = double.PositiveInfinity;
        foreach (var (a, b) in map.Edges)
        {
            if (!active.Contains(a) && !active.Contains(b))
            {
                continue;
            }

            Exchange(layout, a, b);
            var cost = front.Average(p => (double)map.Distance(layout[p.A], layout[p.B]));
            if (later.Count > 0)
            {
                cost += LookAheadWeight * later.Average(p => (double)map.Distance(layout[p.A], layout[p.B]));
            }

            Exchange(layout, a, b);
            cost *= 1 + Math.Max(fatigue[a], fatigue[b]);
            if (cost < bestCost - 1e-12)
            {
                bestCost = cost;
                best = (a, b);
            }
        }

        return best;
    }

    // Leaves a standstill: one step on a shortest path of the first waiting gate.
    private static (int A, int B) TowardsFirst((int A, int B) pair, CouplingMap map, int[] layout)
    {
        var from = layout[pair.A];
        var to = layout[pair.B];
        foreach (var n in map.Neighbours(from))
        {
            if (map.Distance(n, to) < map.Distance(from, to))
            {
                return (from, n);
            }
        }

        throw new InvalidOperationException("The coupling map is not connected.");
    }

    private static void Exchange(int[] layout, int a, int b)
    {
        var i = Array.IndexOf(layout, a);
        var j = Array.IndexOf(layout, b);
        (layout[i], layout[j]) = (b, a);
    }
}
