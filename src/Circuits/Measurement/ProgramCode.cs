using System.Collections.Immutable;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// A program as a list of instructions with jumps, on the qubits in use only. Measurements that nothing depends on are taken
/// out and done at the end, all at once.
/// </summary>
internal sealed class ProgramCode
{
    private ProgramCode(int qubits, List<Instruction> code, List<(int Qubit, int Bit)> final)
    {
        Qubits = qubits;
        Code = code;
        Final = final;
    }

    public enum Kind
    {
        Gates,
        Measure,
        Reset,
        Assign,
        JumpUnless,
        Jump,
    }

    /// <summary>Number of qubits in use.</summary>
    public int Qubits { get; }

    public List<Instruction> Code { get; }

    /// <summary>Measurements done at the end.</summary>
    public List<(int Qubit, int Bit)> Final { get; }

    public static ProgramCode Of(CircuitProgram program)
    {
        var used = new bool[program.Qubits];
        foreach (var step in program.Steps)
        {
            ProgramScan.Mark(step, used);
        }

        var places = new int[used.Length];
        var count = 0;
        for (var q = 0; q < used.Length; q++)
        {
            places[q] = used[q] ? count++ : -1;
        }

        var late = Late(program);
        var code = new ProgramCode(count, [], [.. late.Select(k => (MeasureStep)program.Steps[k]).Select(m => (places[m.Qubit], m.Bit))]);
        var kept = late.Count == 0 ? program.Steps : [.. program.Steps.Where((_, k) => !late.Contains(k))];
        code.Add(kept, places);
        return code;
    }

    // Measurements into a bit whose qubit and bit nothing touches afterwards, by number of the step, ascending.
    private static SortedSet<int> Late(CircuitProgram program)
    {
        var result = new SortedSet<int>();
        var qubits = new HashSet<int>();
        var bits = new HashSet<int>();
        for (var k = program.Steps.Length - 1; k >= 0; k--)
        {
            switch (program.Steps[k])
            {
                case MeasureStep { Bit: >= 0 } m when !qubits.Contains(m.Qubit) && !bits.Contains(m.Bit):
                    result.Add(k);
                    bits.Add(m.Bit);
                    break;
                case BarrierStep:
                    break;
                case var step:
                    ProgramScan.Qubits(step, qubits);
                    ProgramScan.Bits(step, bits);
                    break;
            }
        }

        return result;
    }

    private void Add(ImmutableArray<ProgramStep> steps, int[] places)
    {
        var gates = ImmutableArray.CreateBuilder<GateOperation>();
        void Flush()
        {
            if (gates.Count > 0)
            {
                Code.Add(new(Kind.Gates) { Gates = new Circuit(Qubits, gates.ToImmutable()) });
                gates.Clear();
            }
        }

        foreach (var step in steps)
        {
            if (step is GateStep g)
            {
                gates.Add(g.Gate.OnQubits(places));
                continue;
            }

            if (step is BarrierStep)
            {
                continue;
            }

            Flush();
            switch (step)
            {
                case MeasureStep m:
                    Code.Add(new(Kind.Measure) { Qubit = places[m.Qubit], Bit = m.Bit });
                    break;
                case ResetStep r:
                    Code.Add(new(Kind.Reset) { Qubit = places[r.Qubit] });
                    break;
                case AssignStep a:
                    Code.Add(new(Kind.Assign) { Bits = a.Bits, Value = a.Value });
                    break;
                case BranchStep b:
                    var test = new Instruction(Kind.JumpUnless) { Value = b.Condition };
                    Code.Add(test);
                    Add(b.Then, places);
                    if (b.Else.Length > 0)
                    {
                        var leave = new Instruction(Kind.Jump);
                        Code.Add(leave);
                        test.Target = Code.Count;
                        Add(b.Else, places);
                        leave.Target = Code.Count;
                    }
                    else
                    {
                        test.Target = Code.Count;
                    }

                    break;
                default:
                    throw new InvalidOperationException($"{step.GetType().Name} is not simulated.");
            }
        }

        Flush();
    }

    internal sealed class Instruction(Kind kind)
    {
        public Kind Kind { get; } = kind;

        public Circuit? Gates { get; init; }

        public int Qubit { get; init; }

        public int Bit { get; init; }

        public ImmutableArray<int> Bits { get; init; }

        public BitExpression? Value { get; init; }

        public int Target { get; set; }
    }
}
