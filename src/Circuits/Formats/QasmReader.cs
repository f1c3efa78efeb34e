using System.Collections.Immutable;
using Quiver.Circuits.Gates;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>
/// Reads the unitary part of OpenQASM 2 and 3: registers, gates of the standard libraries, gate definitions, the modifiers
/// inv and ctrl, barriers (ignored), measurements at the end (ignored), and float or angle inputs as free parameters.
/// Registers are numbered one after the other in the order of declaration; global phases are dropped.
/// </summary>
public sealed class QasmReader
{
    private static readonly HashSet<string> Classical = new(StringComparer.Ordinal)
    {
        "if", "for", "while", "switch", "def", "defcal", "cal", "extern", "let", "return", "reset", "opaque", "box", "delay", "duration", "stretch", "output", "pow", "negctrl",
    };

    private readonly QasmParser parser;
    private readonly Dictionary<string, (int First, int Count)> registers = new(StringComparer.Ordinal);
    private readonly HashSet<string> classicalRegisters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QasmGateDefinition> definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<Angle[], int[], IEnumerable<GateOperation>>?> recognised = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Angle> names = new(StringComparer.Ordinal);
    private readonly HashSet<int> measured = [];
    private readonly List<GateOperation> operations = [];
    private int qubits;
    private int inputs;

    private QasmReader(string text, string file) => parser = new(QasmTokenizer.Split(text, file), file);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The circuit.</returns>
    /// <exception cref="InputException">The file holds something that is not supported; names the line.</exception>
    public static Circuit ReadFile(string path) => Read(File.ReadAllText(path), path);

    /// <summary>Reads a text.</summary>
    /// <param name="text">OpenQASM 2 or 3.</param>
    /// <param name="file">The name used in error messages.</param>
    /// <returns>The circuit.</returns>
    /// <exception cref="InputException">The text holds something that is not supported; names the line.</exception>
    public static Circuit Read(string text, string file = "circuit.qasm")
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new QasmReader(text, file);
        reader.Program();
        return new Circuit(reader.qubits, reader.operations.ToImmutableArray(), reader.inputs);
    }

    private void Program()
    {
        if (parser.TryTake("OPENQASM"))
        {
            var version = parser.Take();
            if (!version.Text.StartsWith('2') && !version.Text.StartsWith('3'))
            {
                throw parser.Error($"OpenQASM version {version.Text} is not known; versions 2 and 3 are.", version.Line);
            }

            parser.Expect(";", "after the version");
        }

        while (!parser.AtEnd)
        {
            Statement();
        }
    }

    private void Statement()
    {
        var token = parser.Current;
        if (parser.TryTake(";"))
        {
            return;
        }

        if (token.Kind != QasmTokenKind.Word)
        {
            throw parser.Error($"expected a statement, found '{token.Text}'.");
        }

        if (Classical.Contains(token.Text))
        {
            throw parser.Error($"'{token.Text}' is not supported: only circuits of gates can be read.");
        }

        switch (token.Text)
        {
            case "include":
                Include();
                break;
            case "qreg" or "creg":
                parser.Take();
                OldRegister(token.Text[0] == 'q');
                break;
            case "qubit" or "bit":
                parser.Take();
                NewRegister(token.Text[0] == 'q');
                break;
            case "gate":
                parser.Take();
                Definition();
                break;
            case "input" or "const":
                parser.Take();
                Named(token.Text[0] == 'i');
                break;
            case "barrier":
                SkipTo(";");
                break;
            case "measure":
                parser.Take();
                Measure();
                if (parser.TryTake("->"))
                {
                    Operand(classical: true);
                }

                parser.Expect(";", "after the measurement");
                break;
            case "gphase":
                SkipTo(";");
                break;
            default:
                if (classicalRegisters.Contains(token.Text))
                {
                    Operand(classical: true);
                    parser.Expect("=", "after the bit");
                    parser.Expect("measure", "after '='");
                    Measure();
                    parser.Expect(";", "after the measurement");
                    break;
                }

                Call(operations, names, null);
                break;
        }
    }

    private void Include()
    {
        parser.Take();
        var name = parser.Take();
        if (name.Kind != QasmTokenKind.Text || name.Text is not ("qelib1.inc" or "stdgates.inc"))
        {
            throw parser.Error($"'{name.Text}' cannot be included; only \"qelib1.inc\" and \"stdgates.inc\" are known.", name.Line);
        }

        parser.Expect(";", "after the include");
    }

    private void OldRegister(bool quantum)
    {
        var name = parser.Word("the register's name");
        parser.Expect("[", "before the register's size");
        var size = parser.Integer("the register's size");
        parser.Expect("]", "after the register's size");
        parser.Expect(";", "after the register");
        Declare(name, size, quantum);
    }

    private void NewRegister(bool quantum)
    {
        var size = 1;
        if (parser.TryTake("["))
        {
            size = parser.Integer("the register's size");
            parser.Expect("]", "after the register's size");
        }

        var name = parser.Word("the register's name");
        if (!quantum && parser.TryTake("="))
        {
            parser.Expect("measure", "after '='");
            Measure();
        }

        parser.Expect(";", "after the register");
        Declare(name, size, quantum);
    }

    private void Declare(string name, int size, bool quantum)
    {
        if (size < 1 || registers.ContainsKey(name) || classicalRegisters.Contains(name))
        {
            throw parser.Error(size < 1 ? $"register {name} needs at least one element." : $"the name {name} is declared twice.");
        }

        if (quantum)
        {
            registers[name] = (qubits, size);
            qubits += size;
        }
        else
        {
            classicalRegisters.Add(name);
        }
    }

    private void Named(bool input)
    {
        var type = parser.Word("a type");
        if (type is not ("float" or "angle" or "int" or "uint"))
        {
            throw parser.Error($"inputs and constants of type {type} are not supported; float and angle are.");
        }

        if (parser.TryTake("["))
        {
            parser.Integer("the width of the type");
            parser.Expect("]", "after the width");
        }

        var name = parser.Word("a name");
        if (names.ContainsKey(name))
        {
            throw parser.Error($"the name {name} is declared twice.");
        }

        if (input)
        {
            names[name] = Angle.Free(inputs++);
        }
        else
        {
            parser.Expect("=", "after the constant's name");
            names[name] = parser.Expression(names);
        }

        parser.Expect(";", "after the declaration");
    }

    private void Definition()
    {
        var line = parser.Current.Line;
        var name = parser.Word("the gate's name");
        var parameters = new Dictionary<string, Angle>(names, StringComparer.Ordinal);
        var count = 0;
        if (parser.TryTake("(") && !parser.TryTake(")"))
        {
            do
            {
                parameters[parser.Word("a parameter's name")] = Angle.Free(count++);
            }
            while (parser.TryTake(","));
            parser.Expect(")", "after the parameters");
        }

        var arguments = new Dictionary<string, int>(StringComparer.Ordinal);
        do
        {
            if (!arguments.TryAdd(parser.Word("a qubit's name"), arguments.Count))
            {
                throw parser.Error($"gate {name} names a qubit twice.");
            }
        }
        while (parser.TryTake(","));
        parser.Expect("{", $"before the body of gate {name}");
        var body = new List<GateOperation>();
        while (!parser.TryTake("}"))
        {
            if (parser.AtEnd)
            {
                throw parser.Error($"the body of gate {name} is never closed.", line);
            }

            if (parser.Current.Text is "barrier" or "gphase")
            {
                SkipTo(";");
                continue;
            }

            Call(body, parameters, arguments);
        }

        var definition = new QasmGateDefinition(name, count, arguments.Count, body);
        definitions[name] = definition;
        recognised[name] = QasmLibrary.Recognise(definition);
    }

    // One gate, with modifiers, on single qubits or whole registers.
    private void Call(List<GateOperation> target, IReadOnlyDictionary<string, Angle> scope, Dictionary<string, int>? arguments)
    {
        var inverse = false;
        var controls = 0;
        while (parser.Current.Text is "inv" or "ctrl")
        {
            if (parser.Take().Text[0] == 'i')
            {
                inverse = !inverse;
            }
            else if (parser.TryTake("("))
            {
                controls += parser.Integer("the number of controls");
                parser.Expect(")", "after the number of controls");
            }
            else
            {
                controls++;
            }

            parser.Expect("@", "after the modifier");
        }

        var token = parser.Current;
        if (Classical.Contains(token.Text))
        {
            throw parser.Error($"'{token.Text}' is not supported: only circuits of gates can be read.");
        }

        var name = parser.Word("a gate");
        var angles = new List<Angle>();
        if (parser.TryTake("(") && !parser.TryTake(")"))
        {
            do
            {
                angles.Add(parser.Expression(scope));
            }
            while (parser.TryTake(","));
            parser.Expect(")", $"after the angles of {name}");
        }

        var operands = new List<int[]>();
        do
        {
            operands.Add(arguments is null ? Operand(classical: false) : [Argument(arguments)]);
        }
        while (parser.TryTake(","));
        parser.Expect(";", $"after gate {name}");
        foreach (var q in Broadcast(operands, name, token.Line))
        {
            var made = Make(name, controls, [.. angles], q, token.Line);
            target.AddRange(inverse ? Enumerable.Reverse(made).Select(static o => o.Adjoint()) : made);
        }
    }

    private List<GateOperation> Make(string name, int controls, Angle[] angles, int[] q, int line)
    {
        var full = controls == 0 ? name : Controlled(name, controls, line);
        try
        {
            if (definitions.TryGetValue(full, out var definition))
            {
                Require(full, definition.Parameters, definition.Qubits, angles.Length, q, line);
                return recognised[full] is { } native ? [.. native(angles, q)] : [.. definition.Body.Select(o => Bound(o, angles, line).OnQubits(q))];
            }

            if (QasmLibrary.Find(full) is { } gate)
            {
                Require(full, gate.Angles, gate.Qubits, angles.Length, q, line);
                return [.. gate.Make(angles, q)];
            }
        }
        catch (NotSupportedException e)
        {
            throw parser.Error($"{e.Message} cannot be read.", line);
        }

        throw parser.Error($"gate '{name}' is not known; it is neither in the standard libraries nor defined above.", line);
    }

    private string Controlled(string name, int controls, int line) => (controls, name) switch
    {
        (1, "x" or "y" or "z" or "h" or "rx" or "ry" or "rz" or "p" or "sx" or "swap") => "c" + name,
        (1, "U" or "u" or "u3") => "cu3",
        (1, "phase" or "u1") => "cp",
        (1, "cx" or "CX") or (2, "x") => "ccx",
        (1, "cz") or (2, "z") => "ccz",
        _ => throw parser.Error($"{name} with {controls} controls is not supported; write it with gates of the standard library.", line),
    };

    private void Require(string name, int angleCount, int qubitCount, int angles, int[] q, int line)
    {
        if (angles != angleCount || q.Length != qubitCount)
        {
            throw parser.Error($"gate {name} takes {angleCount} angles and {qubitCount} qubits, not {angles} and {q.Length}.", line);
        }

        if (q.Distinct().Count() != q.Length)
        {
            throw parser.Error($"gate {name} is given the same qubit twice.", line);
        }
    }

    // The definition's parameters replaced by the call's angles.
    private GateOperation Bound(GateOperation operation, Angle[] angles, int line)
    {
        if (operation.Angles.Length == 0)
        {
            return operation;
        }

        var values = new Angle[operation.Angles.Length];
        for (var k = 0; k < values.Length; k++)
        {
            var a = operation.Angles[k];
            values[k] = a.IsFree ? (a.Scale * angles[a.Parameter]) + a.Offset : a;
        }

        return operation.WithAngles(values);
    }

    private IEnumerable<int[]> Broadcast(List<int[]> operands, string name, int line)
    {
        var length = operands.Max(static o => o.Length);
        foreach (var o in operands)
        {
            if (o.Length != 1 && o.Length != length)
            {
                throw parser.Error($"gate {name} is given registers of different sizes.", line);
            }
        }

        for (var i = 0; i < length; i++)
        {
            int[] q = [.. operands.Select(o => o.Length == 1 ? o[0] : o[i])];
            foreach (var qubit in q)
            {
                if (measured.Contains(qubit))
                {
                    throw parser.Error($"gate {name} follows a measurement of the same qubit; only measurements at the end can be read.", line);
                }
            }

            yield return q;
        }
    }

    private void Measure()
    {
        foreach (var q in Operand(classical: false))
        {
            measured.Add(q);
        }
    }

    private int Argument(Dictionary<string, int> arguments)
    {
        var name = parser.Word("a qubit");
        return arguments.TryGetValue(name, out var index) ? index : throw parser.Error($"'{name}' is not one of the gate's qubits.");
    }

    // A register or one element of it.
    private int[] Operand(bool classical)
    {
        var line = parser.Current.Line;
        var name = parser.Word(classical ? "a bit" : "a qubit");
        (int First, int Count) register = default;
        if (classical ? !classicalRegisters.Contains(name) : !registers.TryGetValue(name, out register))
        {
            throw parser.Error($"register '{name}' is not declared.", line);
        }

        if (!parser.TryTake("["))
        {
            return [.. Enumerable.Range(register.First, register.Count)];
        }

        var index = parser.Integer("an index");
        parser.Expect("]", "after the index");
        if (!classical && index >= register.Count)
        {
            throw parser.Error($"{name}[{index}] does not exist; the register has {register.Count} qubits.", line);
        }

        return [register.First + index];
    }

    private void SkipTo(string end)
    {
        while (!parser.TryTake(end))
        {
            if (parser.AtEnd)
            {
                throw parser.Error($"expected '{end}' before the end of the file.");
            }

            parser.Take();
        }
    }
}
