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

        if (initialLayout is not null && (initialLayout.Count != circuit.Qubits || initialLayout.Distinct().Count() != circuit.Qubits || initialLayout.Any(d => d < 0 || d >= map.Qubits)))
        {
            throw new ArgumentException($"The layout must name a different device qubit (0 to {map.Qubits - 1}) for each of the {circuit.Qubits} qubits.", nameof(initialLayout));
        }

        var operations = circuit.Operations.SelectMany(static o => o.Qubits.Length > 2 ? GateDecomposition.ToCx(o) : [o]).ToArray();

        if (initialLayout is { } given && Array.Find(operations, o => o.Qubits.Length == 2 && map.Part(given[o.Qubits[0]]) != map.Part(given[o.Qubits[1]])) is { } apart)
        {
            throw new ArgumentException($"The layout puts qubits {apart.Qubits[0]} and {apart.Qubits[1]} into separate parts of the map, but a gate joins them.", nameof(initialLayout));
        }

        // Device qubits without a qubit of the circuit hold idle ones, numbered after them.
        var layout = Complete(initialLayout ?? StartLayout.Choose(circuit.Qubits, operations, map), map.Qubits);
        if (initialLayout is null)
        {
            var backwards = operations.Reverse().ToArray();
            var best = layout;
            var bestSwaps = int.MaxValue;
            for (var round = 0; round < 4; round++)
            {
                var candidate = (int[])layout.Clone();
                var swaps = Walk(operations, map, layout, null);
                if (swaps < bestSwaps)
                {
                    (best, bestSwaps) = (candidate, swaps);
                }

                Walk(backwards, map, layout, null);
            }

            layout = best;
        }

        var start = layout[..circuit.Qubits].ToImmutableArray();
        var output = ImmutableArray.CreateBuilder<GateOperation>();
        var added = Walk(operations, map, layout, output);
        return new(new Circuit(map.Qubits, output.ToImmutable(), circuit.ParameterCount), start, [.. layout[..circuit.Qubits]], added);
    }

    private static int[] Complete(IReadOnlyList<int> layout, int devices)
    {
        var rest = Enumerable.Range(0, devices).Except(layout);
        return [.. layout, .. rest];
    }

    // Emits all operations; layout is changed to the one at the end. Returns the number of swaps.
    private static int Walk(GateOperation[] operations, CouplingMap map, int[] layout, ImmutableArray<GateOperation>.Builder? output)
    {
        var waiting = new LinkedList<GateOperation>(operations);
        var inUse = operations.SelectMany(static o => o.Qubits.ToArray()).Distinct().Count();
        var fatigue = new double[map.Qubits];
        var swaps = 0;
        var sinceProgress = 0;
        while (waiting.Count > 0)
        {
            if (EmitReady(waiting, inUse, map, layout, output))
            {
                Array.Clear(fatigue);
                sinceProgress = 0;
                continue;
            }

            var (front, later) = Pairs(waiting);
            var (a, b) = sinceProgress > 3 * map.Qubits ? TowardsFirst(front[0], map, layout) : BestSwap(front, later, map, layout, fatigue);
            output?.Add(new GateOperation(GateKind.Swap, [a, b]));
            Exchange(layout, a, b);
            fatigue[a] += Decay;
            fatigue[b] += Decay;
            swaps++;
            sinceProgress++;
        }

        return swaps;
    }

    private static bool EmitReady(LinkedList<GateOperation> waiting, int inUse, CouplingMap map, int[] layout, ImmutableArray<GateOperation>.Builder? output)
    {
        var blocked = new bool[layout.Length];
        var blockedCount = 0;
        var any = false;
        for (var node = waiting.First; node is not null && blockedCount < inUse;)
        {
            var next = node.Next;
            var q = node.Value.Qubits;
            var possible = q.Length == 1 ? !blocked[q[0]] : !blocked[q[0]] && !blocked[q[1]] && map.Allows(layout[q[0]], layout[q[1]]);
            if (possible)
            {
                output?.Add(node.Value.OnQubits(layout));
                waiting.Remove(node);
                any = true;
            }
            else
            {
                foreach (var qubit in q)
                {
                    blockedCount += blocked[qubit] ? 0 : 1;
                    blocked[qubit] = true;
                }
            }

            node = next;
        }

        return any;
    }

    // Two-qubit gates that could be next, and those that follow.
    private static (List<(int A, int B)> Front, List<(int A, int B)> Later) Pairs(LinkedList<GateOperation> waiting)
    {
        var front = new List<(int A, int B)>();
        var later = new List<(int A, int B)>();
        var used = new HashSet<int>();
        foreach (var o in waiting)
        {
            if (o.Qubits.Length == 2)
            {
                var free = !used.Contains(o.Qubits[0]) && !used.Contains(o.Qubits[1]);
                (free ? front : later).Add((o.Qubits[0], o.Qubits[1]));
                used.Add(o.Qubits[0]);
                used.Add(o.Qubits[1]);
            }
            else
            {
                continue;
            }

            if (later.Count >= LookAhead)
            {
                break;
            }
        }

        return (front, later);
    }

    private static (int A, int B) BestSwap(List<(int A, int B)> front, List<(int A, int B)> later, CouplingMap map, int[] layout, double[] fatigue)
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
