using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>Writes the steps of a program.</summary>
internal sealed class QasmStepWriter
{
    private readonly CircuitProgram program;
    private readonly bool isV2;
    private readonly QasmVersion version;
    private readonly StringBuilder text;
    private readonly QasmNames names;
    private readonly string[] qubits;
    private readonly string[] bits;
    private readonly string[] parameters;

    public QasmStepWriter(CircuitProgram program, QasmVersion version, QasmNames names, StringBuilder text)
    {
        this.program = program;
        this.version = version;
        this.names = names;
        this.text = text;
        isV2 = version == QasmVersion.V2;
        qubits = Elements(program.QubitRegisters, names.QubitRegisters, program.Qubits);
        bits = Elements(program.BitRegisters, names.BitRegisters, program.Bits);
        parameters = [.. names.Inputs, .. program.Derived.Select(Derived)];
    }

    public void Write(ImmutableArray<ProgramStep> steps) => Write(steps, string.Empty);

    private static string[] Elements(ImmutableArray<ProgramRegister> registers, string[] names, int count)
    {
        var result = new string[count];
        foreach (var (r, name) in registers.Zip(names))
        {
            for (var k = 0; k < r.Size; k++)
            {
                result[r.First + k] = name is "$"
                    ? string.Create(CultureInfo.InvariantCulture, $"${k}") : string.Create(CultureInfo.InvariantCulture, $"{name}[{k}]");
            }
        }

        return result;
    }

    // A renamed input stands inside the expressions too.
    private string Derived(ParameterExpression expression)
    {
        if (program.Inputs.SequenceEqual(names.Inputs, StringComparer.Ordinal))
        {
            return expression.Text;
        }

        var result = new StringBuilder();
        var word = new StringBuilder();
        void Flush()
        {
            var place = program.Inputs.IndexOf(word.ToString());
            result.Append(place >= 0 ? names.Inputs[place] : word.ToString());
            word.Clear();
        }

        foreach (var c in expression.Text)
        {
            if (char.IsLetterOrDigit(c) || c is '_' or '.')
            {
                word.Append(c);
            }
            else
            {
                Flush();
                result.Append(c);
            }
        }

        Flush();
        return result.ToString();
    }

    private void Write(ImmutableArray<ProgramStep> steps, string before)
    {
        for (var k = 0; k < steps.Length; k++)
        {
            if (steps[k] is MeasureStep && before.Length == 0 && WholeRegister(steps, k) is { } count)
            {
                k += count - 1;
                continue;
            }

            Write(steps[k], before);
        }
    }

    private void Write(ProgramStep step, string before)
    {
        switch (step)
        {
            case GateStep g:
                text.Append(before);
                QasmWriter.WriteOperation(g.Gate, version, text, p => parameters[p], q => qubits[q]);
                break;
            case MeasureStep { Bit: < 0 } m:
                text.Append(before).Append(isV2
                    ? throw new InputException($"OpenQASM 2 has no measurement without a bit ({program.QubitName(m.Qubit)}): write "
                        + $"OpenQASM 3.")
                    : $"measure {qubits[m.Qubit]};\n");
                break;
            case MeasureStep m:
                text.Append(before).Append(isV2
                    ? $"measure {qubits[m.Qubit]} -> {bits[m.Bit]};\n" : $"{bits[m.Bit]} = measure {qubits[m.Qubit]};\n");
                break;
            case ResetStep r:
                text.Append(before).Append("reset ").Append(qubits[r.Qubit]).Append(";\n");
                break;
            case BarrierStep b:
                if (isV2 && before.StartsWith("if", StringComparison.Ordinal))
                {
                    throw new InputException("OpenQASM 2 has no barrier inside a branch: write OpenQASM 3.");
                }

                text.Append(before).Append("barrier ").AppendJoin(',', Joined(b)).Append(";\n");
                break;
            case AssignStep a:
                text.Append(before).Append(isV2
                    ? throw new InputException("OpenQASM 2 does not compute with classical bits: write OpenQASM 3.")
                    : $"{BitNames(a.Bits)} = {Text(a.Value)};\n");
                break;
            case BranchStep b when isV2:
                Branch2(b, before);
                break;
            case BranchStep b:
                text.Append(before).Append("if (").Append(Text(b.Condition)).Append(") {\n");
                Write(b.Then, before + "  ");
                text.Append(before).Append(b.Else.Length > 0 ? "} else {\n" : "}\n");
                if (b.Else.Length > 0)
                {
                    Write(b.Else, before + "  ");
                    text.Append(before).Append("}\n");
                }

                break;
            default:
                throw new InvalidOperationException($"{step.GetType().Name} is not written.");
        }
    }

    // q measured into c, element by element, as one line.
    private int? WholeRegister(ImmutableArray<ProgramStep> steps, int at)
    {
        var first = (MeasureStep)steps[at];
        if (first.Bit < 0)
        {
            return null;
        }

        var q = program.QubitRegisters.FirstOrDefault(r => r.First == first.Qubit);
        var c = program.BitRegisters.FirstOrDefault(r => r.First == first.Bit);
        if (q is null || c is null || q.Size != c.Size || q.Size < 2 || q.Name is "$" || at + q.Size > steps.Length)
        {
            return null;
        }

        for (var k = 0; k < q.Size; k++)
        {
            if (steps[at + k] is not MeasureStep m || m.Qubit != q.First + k || m.Bit != c.First + k)
            {
                return null;
            }
        }

        var (from, into) = (names.QubitRegisters[program.QubitRegisters.IndexOf(q)], names.BitRegisters[program.BitRegisters.IndexOf(c)]);
        text.Append(isV2 ? $"measure {from} -> {into};\n" : $"{into} = measure {from};\n");
        return q.Size;
    }

    // Whole registers of a barrier by their names.
    private IEnumerable<string> Joined(BarrierStep barrier)
    {
        var q = barrier.Qubits;
        for (var k = 0; k < q.Length;)
        {
            var place = k;
            var index = program.QubitRegisters.ToList().FindIndex(r => r.First == q[place] && r.Name is not "$");
            var register = index < 0 ? null : program.QubitRegisters[index];
            if (register is not null && k + register.Size <= q.Length
                && Enumerable.Range(0, register.Size).All(j => q[place + j] == register.First + j))
            {
                yield return names.QubitRegisters[index];
                k += register.Size;
            }
            else
            {
                yield return qubits[q[k++]];
            }
        }
    }

    private void Branch2(BranchStep b, string before)
    {
        if (b.Else.Length == 0 && Register(b.Condition) is { } condition)
        {
            var written = new HashSet<int>();
            foreach (var inner in b.Then)
            {
                ProgramScan.Bits(inner, written);
            }

            // Several statements under one condition become several conditions, which is right while none changes the register.
            var changes = b.Then.Length > 1 && written.Overlaps(Tested(b.Condition));
            if (!changes && before.Length == 0 && !b.Then.Any(static s => s is BranchStep))
            {
                foreach (var inner in b.Then)
                {
                    Write(inner, $"if({condition}) ");
                }

                return;
            }
        }

        throw new InputException("OpenQASM 2 branches only on a whole register equal to a number, without else and nesting: write "
            + "OpenQASM 3.");
    }

    private static HashSet<int> Tested(BitExpression condition)
    {
        var bits = new HashSet<int>();
        condition.CollectBits(bits);
        return bits;
    }

    // "c == 3" on a whole register; a register of one bit may also be tested by itself.
    private string? Register(BitExpression condition)
    {
        var (tested, number) = condition switch
        {
            { Operator: BitOperator.Equal, Left.Operator: BitOperator.Bits, Right: { Operator: BitOperator.Constant, Number: >= 0 } } =>
                (condition.Left.Bits, condition.Right.Number),
            { Operator: BitOperator.Bits, Bits.Length: 1 } => (condition.Bits, 1),
            { Operator: BitOperator.Not, Left: { Operator: BitOperator.Bits, Bits.Length: 1 } } => (condition.Left.Bits, 0),
            _ => ([], -1L),
        };
        var index = program.BitRegisters.ToList().FindIndex(r => tested.SequenceEqual(Enumerable.Range(r.First, r.Size)));
        return index < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{names.BitRegisters[index]}=={number}");
    }

    private string BitNames(ImmutableArray<int> places)
    {
        var index = program.BitRegisters.ToList().FindIndex(r => places.SequenceEqual(Enumerable.Range(r.First, r.Size)));
        if (index >= 0)
        {
            return names.BitRegisters[index];
        }

        if (places.Length == 1)
        {
            return bits[places[0]];
        }

        var register = program.BitRegisters.ToList().FindIndex(r => places[0] >= r.First && places[0] < r.First + r.Size);
        var owner = program.BitRegisters[register];
        return places.All(p => p >= owner.First && p < owner.First + owner.Size)
            ? $"{names.BitRegisters[register]}[{{{string.Join(", ", places.Select(p => (p - owner.First).ToString(CultureInfo.InvariantCulture)))}}}]"
            : throw new InputException("bits of several registers read as one number cannot be written.");
    }

    private string Slice(ImmutableArray<int> places)
    {
        var name = BitNames(places);
        var brace = name.IndexOf('{', StringComparison.Ordinal);
        if (brace < 0)
        {
            return name;
        }

        var step = places[1] - places[0];
        var owner = program.BitRegisters.First(r => places[0] >= r.First && places[0] < r.First + r.Size);
        return step != 0 && places.Zip(places.Skip(1)).All(p => p.Second - p.First == step)
            ? string.Create(CultureInfo.InvariantCulture,
                $"{name[..(brace - 1)]}[{places[0] - owner.First}:{step}:{places[^1] - owner.First}]")
            : throw new InputException("bits that are no regular slice of a register cannot be written as one number.");
    }

    private string Text(BitExpression e) => e.Operator switch
    {
        BitOperator.Constant => e.Number.ToString(CultureInfo.InvariantCulture),
        BitOperator.Bits => Slice(e.Bits),
        BitOperator.Not => "!" + Inner(e.Left!),
        BitOperator.Complement => "~" + Inner(e.Left!),
        _ => $"{Inner(e.Left!)} {BitOperatorSigns.Of(e.Operator)} {Inner(e.Right!)}",
    };

    private string Inner(BitExpression e) => e.Operator is BitOperator.Constant or BitOperator.Bits ? Text(e) : $"({Text(e)})";
}
