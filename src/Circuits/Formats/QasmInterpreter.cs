using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>
/// Runs the part of a program that is known while reading (constants, loops, calls, modifiers) and keeps what is not: gates,
/// measurements, resets, barriers and branches on measured bits.
/// </summary>
internal sealed class QasmInterpreter
{
    /// <summary>Qubits, and classical bits, that one program may declare.</summary>
    public const int MostElements = 100_000;

    private const long MostStatements = 5_000_000;
    private const long LeastSteps = 1_000_000;

    private readonly QasmInclude? includes;
    private readonly QasmEvaluator evaluator;
    private readonly QasmGates gates;
    private readonly QasmSlots slots;
    private readonly bool plain;
    private long mostSteps;
    private readonly List<Dictionary<string, QasmSymbol>> scopes = [new(StringComparer.Ordinal)];
    private readonly Dictionary<string, ProgramRegister> local = new(StringComparer.Ordinal);
    private readonly List<ProgramRegister> qubitRegisters = [];
    private readonly List<ProgramRegister> bitRegisters = [];
    private readonly List<string> inputs = [];
    private readonly Notes notes = new();
    private readonly Dictionary<GateOperation, GateStep> interned = [];
    private readonly HashSet<int> measured = [];
    private readonly List<(string Text, int Line)> layouts = [];
    private List<ProgramStep> steps = [];
    private QasmParser parser;
    private string file;
    private int branches;
    private int qubits;
    private int bits;
    private int physical;
    private long stepCount;
    private long statements;
    private bool ended;

    private QasmInterpreter(string text, string file, bool plain, QasmInclude? includes)
    {
        this.includes = includes;
        this.file = file;
        this.plain = plain;
        parser = new(text, file);
        mostSteps = LeastSteps + text.Length;
        evaluator = new(Lookup, Error, n => notes.Add(n));
        gates = new(evaluator, Error, n => notes.Add(n), mostSteps);
        slots = new(0, plain ? Error : null);
    }

    /// <summary>Reads a program.</summary>
    /// <param name="text">OpenQASM.</param>
    /// <param name="file">The name used in errors.</param>
    /// <param name="plain">Only gates, with measurements at the end and angles of one parameter.</param>
    /// <param name="includes">Finds included files; null where none can be.</param>
    public static CircuitProgram Read(string text, string file, bool plain, QasmInclude? includes = null)
    {
        var reader = new QasmInterpreter(text, file, plain, includes);
        reader.Statements();
        return reader.Finish();
    }

    private void Statements()
    {
        while (!ended && parser.Next() is { } statement)
        {
            evaluator.Major = parser.Major;
            Do(statement);
        }

        while (parser.Next() is not null)
        {
            // What follows 'end;' is parsed, but not done.
        }

        layouts.AddRange(parser.Layouts);
    }

    private void Include(string name, int line)
    {
        if (name is "qelib1.inc" or "stdgates.inc")
        {
            return;
        }

        if (scopes.Count > 1)
        {
            throw Error("files are included outside of blocks.", line);
        }

        var (outer, outerFile) = (parser, file);
        var (text, path) = includes?.Enter(name, m => Error(m, line))
            ?? throw Error($"'{QasmParser.Short(name)}' cannot be included: this text has no folder to look in.", line);
        mostSteps += text.Length;
        file = path;
        parser = new(text, path, outer.Major);
        Statements();
        (parser, file) = (outer, outerFile);
        evaluator.Major = outer.Major;
        includes.Leave();
    }

    private CircuitProgram Finish()
    {
        if (physical > 0)
        {
            qubitRegisters.Add(new("$", 0, physical));
            qubits = physical;
        }

        if (qubits == 0)
        {
            throw new InputException(file, 0, "the program declares no qubits.");
        }

        var shift = inputs.Count;
        var all = steps.ToImmutableArray();
        if (slots.Derived.Count > 0)
        {
            all = DerivedParameters.Map(all, a => a.IsFree && a.Parameter >= QasmSlots.FirstDerived
                ? a with { Parameter = a.Parameter - QasmSlots.FirstDerived + shift } : a);
        }

        return new([.. qubitRegisters], [.. bitRegisters], all, [.. inputs], [.. slots.Derived],
            QasmLayouts.Read(layouts, qubits, notes), notes.Sentences);
    }

    private InputException Error(string message, int line) => new(file, line, message);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Do(QasmStatement statement)
    {
        if (++statements > MostStatements)
        {
            throw Error($"the program runs through more than {MostStatements:N0} statements.", statement.Line);
        }

        switch (statement)
        {
            case QasmStatement.Version { Line: var line }:
                if (statements > 1)
                {
                    throw Error("the version stands in the first statement or nowhere.", line);
                }

                break;
            case QasmStatement.Include { Name: var name, Line: var line }:
                Include(name, line);
                break;
            case QasmStatement.Pragma { Line: var line }:
                notes.Add($"line {line}: pragmas and annotations are left out");
                break;
            case QasmStatement.Register r:
                Register(r);
                break;
            case QasmStatement.Variable v:
                Variable(v);
                break;
            case QasmStatement.Alias a:
                Alias(a);
                break;
            case QasmStatement.Gate { Definition: var definition }:
                if (scopes.Count > 1)
                {
                    throw Error("gates are defined outside of blocks.", definition.Line);
                }

                gates.Define(definition, Constant);
                break;
            case QasmStatement.Call c:
                Call(c);
                break;
            case QasmStatement.Measure m:
                Measure(Qubits(m.Source), m.Target is { } target ? Bits(target) : null, m.Line);
                break;
            case QasmStatement.Reset r:
                foreach (var q in Qubits(r.Target))
                {
                    Unplain("reset", r.Line, plain
                        && (measured.Contains(q) || steps.OfType<GateStep>().Any(s => s.Gate.Qubits.Contains(q))));
                    Add(new ResetStep(q), r.Line);
                }

                break;
            case QasmStatement.Barrier b:
                var held = b.Operands.Length == 0
                    ? [.. Enumerable.Range(0, qubits)] : b.Operands.SelectMany(Qubits).Distinct().ToImmutableArray();
                Add(new BarrierStep(held), b.Line);
                break;
            case QasmStatement.Assign a:
                Assign(a);
                break;
            case QasmStatement.If i:
                If(i);
                break;
            case QasmStatement.For f:
                For(f);
                break;
            case QasmStatement.Switch s:
                Switch(s);
                break;
            case QasmStatement.Block b:
                Block(b.Body);
                break;
            case QasmStatement.End { Line: var line }:
                ended = branches == 0 ? true : throw Error("'end' inside a branch on measured bits is not supported.", line);
                break;
            default:
                throw Error("this statement is not supported.", statement.Line);
        }
    }

    private void Block(IEnumerable<QasmStatement> body)
    {
        scopes.Add(new(StringComparer.Ordinal));
        foreach (var statement in body)
        {
            if (ended)
            {
                break;
            }

            Do(statement);
        }

        scopes.RemoveAt(scopes.Count - 1);
    }

    private void Unplain(string what, int line, bool really = true)
    {
        if (plain && really)
        {
            throw Error($"'{what}' is not supported in a plain circuit: only gates with measurements at the end are.", line);
        }
    }

    private void Add(ProgramStep step, int line)
    {
        if (++stepCount > mostSteps)
        {
            throw Error($"the program grows to more than {mostSteps:N0} gates and measurements.", line);
        }

        steps.Add(step);
    }

    private QasmSymbol? Find(string name)
    {
        for (var k = scopes.Count - 1; k >= 0; k--)
        {
            if (scopes[k].TryGetValue(name, out var symbol))
            {
                return symbol;
            }
        }

        return null;
    }

    private QasmValue? Lookup(string name) => Find(name) switch
    {
        null => null,
        { Bits: { } b } => QasmValue.Of(BitExpression.Of([.. b])),
        { Qubits: not null } => null,
        var symbol => symbol.Value,
    };

    private QasmValue? Constant(string name) => Find(name) is { Bits: null, Qubits: null, IsVariable: false } symbol ? symbol.Value : null;

    private void Declare(string name, QasmSymbol symbol, int line)
    {
        if (!scopes[^1].TryAdd(name, symbol))
        {
            throw Error($"the name {QasmParser.Short(name)} is declared twice.", line);
        }
    }

    private void Register(QasmStatement.Register r)
    {
        var size = r.Size is null ? 1 : evaluator.Whole(r.Size, "the register's size");
        if (size < 1)
        {
            throw Error($"register {r.Name} needs at least one element.", r.Line);
        }

        var used = r.Quantum ? qubits : bits;
        if (size > MostElements - used)
        {
            throw Error($"register {r.Name} has {size:N0} elements; a program may declare at most {MostElements:N0} "
                + $"{(r.Quantum ? "qubits" : "bits")}.", r.Line);
        }

        if (r.Quantum)
        {
            if (physical > 0 || scopes.Count > 1)
            {
                throw Error(physical > 0 ? "a program names either physical qubits or registers, not both."
                    : "qubits are declared outside of blocks.", r.Line);
            }

            Declare(r.Name, QasmSymbol.OfQubits([.. Enumerable.Range(qubits, (int)size)]), r.Line);
            qubitRegisters.Add(new(r.Name, qubits, (int)size));
            qubits += (int)size;
            return;
        }

        if (r.Output)
        {
            notes.Add($"line {r.Line}: an output is read as a declaration of bits; all bits of the program are results");
        }

        var symbol = BitSymbol(r, (int)size);
        if (r.Measured is { } source)
        {
            Measure(Qubits(source), symbol.Bits!, r.Line);
        }
        else if (r.Start is { } start)
        {
            var value = BitValue(start, symbol.Bits!.Length);
            if (value.Operator != BitOperator.Constant || value.Number != 0)
            {
                Unplain("an initial value of bits", r.Line);
                Add(new AssignStep([.. symbol.Bits!], value), r.Line);
            }
        }
    }

    // Bits declared in a block keep their place from one pass of a loop to the next.
    private QasmSymbol BitSymbol(QasmStatement.Register r, int size)
    {
        if (scopes.Count > 1 && local.TryGetValue(r.Name, out var known) && known.Size == size)
        {
            var again = QasmSymbol.OfBits([.. Enumerable.Range(known.First, size)]);
            Declare(r.Name, again, r.Line);
            return again;
        }

        var symbol = QasmSymbol.OfBits([.. Enumerable.Range(bits, size)]);
        Declare(r.Name, symbol, r.Line);
        var name = r.Name;
        for (var k = 1; bitRegisters.Exists(b => string.Equals(b.Name, name, StringComparison.Ordinal)); k++)
        {
            name = r.Name + "_" + k.ToString(CultureInfo.InvariantCulture);
        }

        var register = new ProgramRegister(name, bits, size);
        bitRegisters.Add(register);
        if (scopes.Count > 1)
        {
            local[r.Name] = register;
        }

        bits += size;
        return symbol;
    }

    private void Variable(QasmStatement.Variable v)
    {
        if (string.Equals(v.Kind, "input", StringComparison.Ordinal))
        {
            if (v.Type is not ("float" or "angle") || scopes.Count > 1)
            {
                throw Error($"'input {v.Type}' is not supported: inputs are angles, of type float or angle; write a const instead.",
                    v.Line);
            }

            var input = ParameterExpression.Of(inputs.Count, v.Name);
            Declare(v.Name, QasmSymbol.OfValue(QasmValue.Of(new AffineExpression(1, input, 0))), v.Line);
            inputs.Add(v.Name);
            return;
        }

        var value = v.Value is null ? QasmValue.Integer(0) : Typed(v.Type, v.Value, v.Line);
        Declare(v.Name, QasmSymbol.OfValue(value, v.Kind is "variable"), v.Line);
    }

    private QasmValue Typed(string type, QasmExpression expression, int line)
    {
        if (type is "float" or "angle")
        {
            return QasmValue.Of(evaluator.Angle(expression));
        }

        var value = evaluator.Evaluate(expression);
        return value.Kind switch
        {
            QasmNumberKind.Bits => throw Error($"a variable of type {type} cannot hold measured bits; declare bits instead.", line),
            QasmNumberKind.Symbolic => throw Error($"a variable of type {type} cannot hold an input; declare it as float.", line),
            _ when type is "bool" => QasmValue.Integer(value.Number != 0 ? 1 : 0),
            QasmNumberKind.Integer => QasmValue.BitString(value.Whole, value.Width),
            _ => QasmValue.Integer(evaluator.Whole(expression, "the value")),
        };
    }

    private void Alias(QasmStatement.Alias a)
    {
        var isBits = Find(a.Parts[0].Name) is { Bits: not null };
        Declare(a.Name, isBits ? QasmSymbol.OfBits([.. a.Parts.SelectMany(Bits)])
            : QasmSymbol.OfQubits([.. a.Parts.SelectMany(Qubits)]), a.Line);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Call(QasmStatement.Call call)
    {
        var angles = call.Arguments.Length == 0 ? [] : Array.ConvertAll(call.Arguments, a => evaluator.Angle(a));
        var modifiers = call.Modifiers.Length == 0 ? [] : gates.Modifiers(call);
        var operands = Array.ConvertAll(call.Operands, Qubits);
        gates.Shape(call);
        var length = 1;
        foreach (var o in operands)
        {
            length = Math.Max(length, o.Length);
        }

        foreach (var o in operands)
        {
            if (o.Length != 1 && o.Length != length)
            {
                throw Error($"gate {call.Name} is given registers of different sizes.", call.Line);
            }
        }

        for (var i = 0; i < length; i++)
        {
            var q = new int[operands.Length];
            for (var k = 0; k < q.Length; k++)
            {
                q[k] = operands[k].Length == 1 ? operands[k][0] : operands[k][i];
                if (plain && measured.Contains(q[k]))
                {
                    throw Error($"gate {call.Name} follows a measurement of the same qubit; only measurements at the end are part of a "
                        + $"plain circuit.", call.Line);
                }
            }

            gates.Expand(call, angles, modifiers, q, p => Add(p, call.Line));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(QasmPrimitive primitive, int line)
    {
        if (slots.Lower(primitive, line) is not { } operation)
        {
            return;
        }

        if (!interned.TryGetValue(operation, out var step))
        {
            step = new(operation);
            if (interned.Count < 100_000)
            {
                interned.Add(operation, step);
            }
        }

        Add(step, line);
    }

    private void Measure(int[] from, int[]? into, int line)
    {
        if (into is not null && into.Length != from.Length)
        {
            throw Error($"{from.Length} qubits are measured into {into.Length} bits.", line);
        }

        for (var k = 0; k < from.Length; k++)
        {
            measured.Add(from[k]);
            Add(new MeasureStep(from[k], into?[k] ?? -1), line);
        }
    }

    private void Assign(QasmStatement.Assign a)
    {
        var symbol = Find(a.Target.Name) ?? throw Error($"'{QasmParser.Short(a.Target.Name)}' is not declared.", a.Line);
        if (symbol.Bits is not null)
        {
            Unplain("an assignment of bits", a.Line);
            var target = Bits(a.Target);
            var value = BitValue(a.Value, target.Length);
            BitOperator? joined = a.Sign switch
            {
                "=" => null,
                "|=" => BitOperator.BitOr,
                "&=" => BitOperator.BitAnd,
                "^=" => BitOperator.BitXor,
                _ => throw Error($"'{a.Sign}' on bits is not supported: bits are not calculated with.", a.Line),
            };
            Add(new AssignStep([.. target], joined is { } kind ? BitExpression.Of(BitExpression.Of([.. target]), kind, value) : value),
                a.Line);
            return;
        }

        if (!symbol.IsVariable || a.Target.Indices.Length > 0)
        {
            throw Error($"{a.Target.Name} cannot be assigned to.", a.Line);
        }

        if (branches > 0)
        {
            throw Error($"{a.Target.Name} changes inside a branch on measured bits; only bits may.", a.Line);
        }

        var expression = a.Sign is "=" ? a.Value : a.Value with
        {
            Code =
            [
                new(QasmOperation.Name, a.Target.Name, default, 0), .. a.Value.Code,
                new(a.Sign switch
                {
                    "+=" => QasmOperation.Add,
                    "-=" => QasmOperation.Subtract,
                    "*=" => QasmOperation.Multiply,
                    "/=" => QasmOperation.Divide,
                    "|=" => QasmOperation.BitOr,
                    "&=" => QasmOperation.BitAnd,
                    _ => QasmOperation.BitXor,
                }, null, default, 2),
            ],
        };
        symbol.Value = Typed(symbol.Value.Kind == QasmNumberKind.Integer ? "int" : "float", expression, a.Line);
    }

    private BitExpression BitValue(QasmExpression expression, int width)
    {
        var value = evaluator.Evaluate(expression);
        var result = value.Kind switch
        {
            QasmNumberKind.Bits => value.Bits!,
            QasmNumberKind.Integer when value.Width == 0 || value.Width == width => BitExpression.Of(value.Whole),
            QasmNumberKind.Integer => throw Error($"'{expression.Source}' has {value.Width} bits and goes into {width}.", expression.Line),
            _ => throw Error($"'{expression.Source}' is no value for bits.", expression.Line),
        };
        return Narrow(result, expression);
    }

    private BitExpression Narrow(BitExpression bits, QasmExpression expression) => bits.IsTooWide
        ? throw Error($"'{expression.Source}' reads more than {BitExpression.MostBits} bits as one number.", expression.Line)
        : bits;

    private void If(QasmStatement.If i)
    {
        Unplain("if", i.Line);
        var condition = evaluator.Evaluate(i.Condition);
        if (condition.Kind == QasmNumberKind.Symbolic)
        {
            throw Error($"'{i.Condition.Source}' depends on an input; branches may depend on measurements only.", i.Line);
        }

        if (condition.Kind != QasmNumberKind.Bits)
        {
            Block(condition.Number != 0 ? i.Then : i.Else);
            return;
        }

        Branch(Narrow(condition.Bits!, i.Condition), () => Block(i.Then), () => Block(i.Else), i.Line);
    }

    private void Branch(BitExpression condition, Action then, Action otherwise, int line)
    {
        var outside = steps;
        branches++;
        steps = [];
        then();
        var done = steps.ToImmutableArray();
        steps = [];
        otherwise();
        var undone = steps.ToImmutableArray();
        steps = outside;
        branches--;
        if (done.Length + undone.Length > 0)
        {
            Add(new BranchStep(condition, done, undone), line);
        }
    }

    private void For(QasmStatement.For f)
    {
        IEnumerable<QasmSymbol> values;
        if (f.Range is { } range)
        {
            if (range.First is null || range.Last is null)
            {
                throw Error("a loop's range needs its first and last value.", f.Line);
            }

            var step = range.Step is null ? 1 : evaluator.Whole(range.Step, "the step");
            values = QasmRanges.Of(evaluator.Whole(range.First, "the first value"), step, evaluator.Whole(range.Last, "the last value"),
                0, m => Error(m, f.Line))
                .Select(static v => QasmSymbol.OfValue(QasmValue.Integer(v)));
        }
        else if (f.Set is { } set)
        {
            values = set.Select(e => evaluator.Evaluate(e)).Select(v => v.Kind == QasmNumberKind.Bits
                ? throw Error("a loop runs over values known while reading.", f.Line)
                : QasmSymbol.OfValue(v));
        }
        else
        {
            values = Find(f.Source!.Name) is { Qubits: not null }
                ? Qubits(f.Source).Select(static q => QasmSymbol.OfQubits([q]))
                : Bits(f.Source).Select(static b => QasmSymbol.OfBits([b]));
        }

        foreach (var value in values)
        {
            statements++;
            scopes.Add(new(StringComparer.Ordinal) { [f.Name] = value });
            Block(f.Body);
            scopes.RemoveAt(scopes.Count - 1);
            if (ended)
            {
                return;
            }
        }
    }

    private void Switch(QasmStatement.Switch s)
    {
        var value = evaluator.Evaluate(s.Value);
        if (value.Kind != QasmNumberKind.Bits)
        {
            var whole = evaluator.Whole(s.Value, "the value of switch");
            var chosen = Array.FindIndex(s.Cases, c => c.Labels.Any(l => evaluator.Whole(l, "the label") == whole));
            Block(chosen >= 0 ? s.Cases[chosen].Body : s.Default ?? []);
            return;
        }

        Unplain("switch", s.Line);
        var bits = Narrow(value.Bits!, s.Value);
        void Case(int k)
        {
            if (k == s.Cases.Length)
            {
                Block(s.Default ?? []);
                return;
            }

            var any = s.Cases[k].Labels.Select(l =>
                BitExpression.Of(bits, BitOperator.Equal, BitExpression.Of(evaluator.Whole(l, "the label"))))
                .Aggregate(static (a, b) => BitExpression.Of(a, BitOperator.Or, b));
            Branch(any, () => Block(s.Cases[k].Body), () => Case(k + 1), s.Line);
        }

        if (s.Cases.Length > 200)
        {
            throw Error("a switch has at most 200 cases.", s.Line);
        }

        Case(0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] Qubits(QasmOperand operand)
    {
        if (operand.Name[0] == '$')
        {
            if (!int.TryParse(operand.Name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number >= MostElements || operand.Indices.Length > 0)
            {
                throw Error($"'{QasmParser.Short(operand.Name)}' is no physical qubit from $0 to ${MostElements - 1}.", operand.Line);
            }

            if (qubits > 0)
            {
                throw Error("a program names either physical qubits or registers, not both.", operand.Line);
            }

            physical = Math.Max(physical, number + 1);
            return [number];
        }

        var symbol = Find(operand.Name);
        return symbol?.Qubits is { } register
            ? Elements(register, operand, "qubits")
            : throw Error(symbol is null ? $"register '{QasmParser.Short(operand.Name)}' is not declared."
                : $"'{operand.Name}' is no register of qubits.", operand.Line);
    }

    private int[] Bits(QasmOperand operand)
    {
        var symbol = Find(operand.Name);
        return symbol?.Bits is { } register
            ? Elements(register, operand, "bits")
            : throw Error(symbol is null ? $"register '{QasmParser.Short(operand.Name)}' is not declared."
                : $"'{operand.Name}' is no register of bits.", operand.Line);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] Elements(int[] register, QasmOperand operand, string noun)
    {
        // Nearly every operand is one element by a number.
        if (operand.Indices is [
            {
                Single.Code: [
                    {
                        Operation: QasmOperation.Value,
                        Value: { Kind: QasmNumberKind.Integer, IsCut: false } place
                    }]
            }]
            && place.Whole >= 0 && place.Whole < register.Length)
        {
            return [register[place.Whole]];
        }

        return Part(register, operand, noun);
    }

    private int[] Part(int[] register, QasmOperand operand, string noun)
    {
        foreach (var index in operand.Indices)
        {
            InputException Wrong(string message) => Error(message, operand.Line);
            if (index.Single is { } single)
            {
                register = [QasmRanges.Element(register, evaluator.Whole(single, "the index"), operand.Name, Wrong, noun)];
                continue;
            }

            var step = index.Step is null ? 1 : evaluator.Whole(index.Step, "the step");
            var places = index.Set is { } set
                ? [.. set.Select(e => evaluator.Whole(e, "the index"))]
                : QasmRanges.Of(
                    index.First is null ? (step > 0 ? 0 : register.Length - 1) : evaluator.Whole(index.First, "the first index"),
                    step,
                    index.Last is null ? (step > 0 ? register.Length - 1 : 0) : evaluator.Whole(index.Last, "the last index"),
                    register.Length,
                    Wrong);
            var whole = register;
            register = [.. places.Select(p => QasmRanges.Element(whole, p, operand.Name, Wrong, noun))];
            if (register.Length == 0)
            {
                throw Wrong($"the range of {operand.Name} is empty.");
            }
        }

        return register;
    }
}
