using System.Collections.Immutable;
using Quiver.Circuits.Gates;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Programs;

/// <summary>Fits programs to coupling maps with <see cref="Router"/>: measurements follow their qubits, so the classical bits stay
/// wired.</summary>
public static class ProgramRouter
{
    /// <summary>Routes a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="map">At least as many qubits as the program.</param>
    /// <returns>The program on all qubits of the device, with its layout.</returns>
    /// <exception cref="InputException">The device is too small, or a branch cannot be taken apart.</exception>
    public static RoutedProgram Route(CircuitProgram program, CouplingMap map)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(map);
        if (program.Qubits > map.Qubits)
        {
            throw new InputException($"A circuit of {program.Qubits} qubits does not fit a device of {map.Qubits}.");
        }

        var items = program.Steps.SelectMany(Split).Select(Item).ToArray();
        var steps = ImmutableArray.CreateBuilder<ProgramStep>();
        var (start, end, swaps) = Router.Route(
            items, program.Qubits, program.Bits, map, null, (payload, layout) => steps.Add(Map((ProgramStep)payload, layout)), s =>
                steps.Add(new GateStep(s)));
        var layout = program.Layout is { } before
            ? before with { Initial = [.. before.Initial.Select(q => start[q])], Final = [.. before.Final.Select(q => end[q])] }
            : new QubitLayout([.. Enumerable.Range(0, program.Qubits).Select(program.QubitName)], start, end);
        var name = program.QubitRegisters.Length == 1 ? program.QubitRegisters[0].Name : "q";
        while (program.BitRegisters.Any(r => string.Equals(r.Name, name, StringComparison.Ordinal)) || program.Inputs.Contains(name))
        {
            name += "_";
        }

        return new(new([new(name, 0, map.Qubits)], program.BitRegisters, steps.ToImmutable(), program.Inputs, program.Derived, layout,
            program.Notes), swaps);
    }

    // Gates on more than two qubits are decomposed; a branch with gates on two qubits becomes branches with one step each.
    private static IEnumerable<ProgramStep> Split(ProgramStep step)
    {
        switch (step)
        {
            case GateStep { Gate.Qubits.Length: > 2 } g:
                return GateDecomposition.ToCx(g.Gate).Select(static o => new GateStep(o));
            case BranchStep b when Pairs(b) > 0:
                if (Pairs(b) == 1 && b.Then.Length + b.Else.Length == 1
                    && b.Then.Concat(b.Else).Single() is GateStep { Gate.Qubits.Length: 2 })
                {
                    return [b];
                }

                var tested = new HashSet<int>();
                b.Condition.CollectBits(tested);
                return tested.Any(t => b.Then.Concat(b.Else).Any(s => Writes(s, t)))
                    ? throw new InputException("a branch that changes the bits it depends on and holds gates on several qubits cannot "
                        + "be routed: move the measurement out of it.")
                    : [.. b.Then.SelectMany(Split).Select(s => b with { Then = [s], Else = [] }),
                        .. b.Else.SelectMany(Split).Select(s => b with { Then = [], Else = [s] })];
            default:
                return [step];
        }
    }

    private static bool Writes(ProgramStep step, int bit) => step switch
    {
        MeasureStep m => m.Bit == bit,
        AssignStep a => a.Bits.Contains(bit),
        BranchStep b => b.Then.Concat(b.Else).Any(s => Writes(s, bit)),
        _ => false,
    };

    private static int Pairs(ProgramStep step) => step switch
    {
        GateStep g => g.Gate.Qubits.Length > 1 ? 1 : 0,
        BranchStep b => b.Then.Concat(b.Else).Sum(Pairs),
        _ => 0,
    };

    private static RouteItem Item(ProgramStep step)
    {
        var qubits = new SortedSet<int>();
        var bits = new SortedSet<int>();
        ProgramScan.Qubits(step, qubits);
        ProgramScan.Bits(step, bits);
        var pair = Pair(step);
        return new([.. qubits, .. bits.Select(static b => ~b)], pair.A, pair.B, step);
    }

    private static (int A, int B) Pair(ProgramStep step) => step switch
    {
        GateStep { Gate.Qubits.Length: 2 } g => (g.Gate.Qubits[0], g.Gate.Qubits[1]),
        BranchStep b => b.Then.Concat(b.Else).Select(Pair).FirstOrDefault(static p => p.B >= 0, (A: -1, B: -1)),
        _ => (-1, -1),
    };

    internal static ProgramStep Map(ProgramStep step, int[] layout) => step switch
    {
        GateStep g => new GateStep(g.Gate.OnQubits(layout)),
        MeasureStep m => m with { Qubit = layout[m.Qubit] },
        ResetStep r => new ResetStep(layout[r.Qubit]),
        BarrierStep b => new BarrierStep([.. b.Qubits.Select(q => layout[q])]),
        BranchStep b => b with { Then = [.. b.Then.Select(s => Map(s, layout))], Else = [.. b.Else.Select(s => Map(s, layout))] },
        _ => step,
    };
}
