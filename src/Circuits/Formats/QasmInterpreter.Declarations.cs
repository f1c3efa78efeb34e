using System.Globalization;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Formats;

/// <summary>What a program declares: registers, variables and other names for them.</summary>
internal sealed partial class QasmInterpreter
{
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

        int? width = v.Width is null || v.Type is not ("int" or "uint") ? null : evaluator.Width(v.Width);
        var value = v.Value is not null ? Typed(v.Type, width, v.Value, v.Line)
            : v.Type is "uint" ? evaluator.Typed(v.Type, width, 0, 0, v.Line) : QasmValue.Integer(0);
        Declare(v.Name, new(null, null, value, v.Kind is "variable") { Type = v.Type, Width = width }, v.Line);
    }

    private QasmValue Typed(string type, int? width, QasmExpression expression, int line)
    {
        if (type is "float" or "angle")
        {
            var angle = evaluator.Angle(expression);
            if (type is "angle" && angle.IsConstant && Math.Abs(angle.Offset) >= Math.Tau)
            {
                notes.Add($"line {line}: the angle '{expression.Source}' is kept as it is in gates; only comparisons take it modulo 2 pi");
            }

            return QasmValue.Of(angle) with { IsAngle = type is "angle" };
        }

        var value = evaluator.Evaluate(expression);
        return value.Kind switch
        {
            QasmNumberKind.Bits => throw Error($"a variable of type {type} cannot hold measured bits; declare bits instead.", line),
            QasmNumberKind.Symbolic => throw Error($"a variable of type {type} cannot hold an input; declare it as float.", line),
            _ when type is "bool" => QasmValue.Integer(value.IsTrue ? 1 : 0),
            QasmNumberKind.Integer => evaluator.Typed(type, width, value.Whole, value.Width, line),
            _ => evaluator.Typed(type, width, evaluator.Whole(expression, "the value"), 0, line),
        };
    }

    private void Alias(QasmStatement.Alias a)
    {
        var isBits = Find(a.Parts[0].Name) is { Bits: not null };
        Declare(a.Name, isBits ? QasmSymbol.OfBits([.. a.Parts.SelectMany(Bits)])
            : QasmSymbol.OfQubits([.. a.Parts.SelectMany(Qubits)]), a.Line);
    }
}
