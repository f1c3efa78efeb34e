using System.Collections.Immutable;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Programs;

/// <summary>
/// Rewrites the gates of programs. Gates never cross a barrier, a measurement, a reset, a branch or an assignment, so the
/// distribution over the classical bits stays as it is.
/// </summary>
public static class ProgramTranspiler
{
    /// <summary>Rewrites into a basis of hardware gates.</summary>
    /// <param name="program">The program.</param>
    /// <param name="basis">The gates allowed.</param>
    /// <param name="simplify">Whether neighbours are merged and cancelled.</param>
    /// <returns>The program in the basis.</returns>
    public static CircuitProgram Transpile(CircuitProgram program, GateBasis basis, bool simplify = true) =>
        Rewrite(program, c => Transpiler.Transpile(c, basis, simplify));

    /// <summary>Merges and cancels neighbouring gates.</summary>
    /// <param name="program">The program.</param>
    /// <returns>A program with at most as many gates.</returns>
    public static CircuitProgram Simplify(CircuitProgram program) => Rewrite(program, CircuitSimplifier.Simplify);

    private static CircuitProgram Rewrite(CircuitProgram program, Func<Circuit, Circuit> rewrite)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.WithSteps(Rewrite(program.Steps, program.Qubits, program.Inputs.Length + program.Derived.Length, rewrite));
    }

    private static ImmutableArray<ProgramStep> Rewrite(ImmutableArray<ProgramStep> steps, int qubits, int parameters, Func<Circuit,
        Circuit> rewrite)
    {
        var result = ImmutableArray.CreateBuilder<ProgramStep>();
        var gates = ImmutableArray.CreateBuilder<GateOperation>();
        void Flush()
        {
            if (gates.Count > 0)
            {
                result.AddRange(rewrite(new Circuit(qubits, gates.ToImmutable(), parameters)).Operations.Select(static o =>
                    new GateStep(o)));
                gates.Clear();
            }
        }

        foreach (var step in steps)
        {
            if (step is GateStep g)
            {
                gates.Add(g.Gate);
                continue;
            }

            Flush();
            if (step is BranchStep b)
            {
                var (then, otherwise) = (Rewrite(b.Then, qubits, parameters, rewrite), Rewrite(b.Else, qubits, parameters, rewrite));
                if (then.Length + otherwise.Length > 0)
                {
                    result.Add(b with { Then = then, Else = otherwise });
                }
            }
            else
            {
                result.Add(step);
            }
        }

        Flush();
        return result.ToImmutable();
    }
}
