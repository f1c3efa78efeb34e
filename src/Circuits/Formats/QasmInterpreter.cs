using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>
/// Runs the part of a program that is known while reading (constants, loops, calls, modifiers) and keeps what is not: gates,
/// measurements, resets, barriers and branches on measured bits.
/// </summary>
internal sealed partial class QasmInterpreter
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
}
