namespace Quiver.Circuits.Formats;

/// <summary>Declarations of versions, registers, variables and gates.</summary>
internal sealed partial class QasmParser
{
    private QasmStatement.Version VersionLine(int line)
    {
        var version = Take();
        if (version.Kind != QasmTokenKind.Number || version.Text is not ("2.0" or "2" or "2.1" or "3" or "3.0" or "3.1"))
        {
            throw Error($"OpenQASM version {Short(version.Text)} is not known; versions 2 and 3 are.", version.Line);
        }

        Expect(";", "after the version");
        Major = version.Text[0] - '0';
        return new(Major, line);
    }

    private QasmStatement.Register OldRegister(bool quantum, int line)
    {
        var name = Word("the register's name");
        QasmExpression? size = null;
        if (TryTake("["))
        {
            size = expressions.Parse();
            Expect("]", "after the register's size");
        }

        Expect(";", "after the register");
        return new(name, size, quantum, false, null, null, line);
    }

    private QasmStatement.Register NewRegister(bool quantum, bool output, int line)
    {
        QasmExpression? size = null;
        if (TryTake("["))
        {
            size = expressions.Parse();
            Expect("]", "after the register's size");
        }

        var name = Word("the register's name");
        QasmOperand? measured = null;
        QasmExpression? start = null;
        if (!quantum && TryTake("="))
        {
            if (TryTake("measure"))
            {
                measured = Operand();
            }
            else
            {
                start = expressions.Parse();
            }
        }

        Expect(";", "after the register");
        return new(name, size, quantum, output, measured, start, line);
    }

    private QasmStatement Declared(string kind, int line)
    {
        if (TryTake("bit"))
        {
            return string.Equals(kind, "output", StringComparison.Ordinal)
                ? NewRegister(false, true, line)
                : throw Error($"'{kind} bit' is not supported: give the bits a value in the program.", line);
        }

        if (current.Kind == QasmTokenKind.Word && Unsupported.TryGetValue(current.Text, out var why))
        {
            throw Error($"'{kind} {current.Text}' is not supported: {why} cannot be read (docs/openqasm.md lists what can).", line);
        }

        return string.Equals(kind, "output", StringComparison.Ordinal)
            ? throw Error("only bits can be outputs.", line)
            : Variable(kind, line);
    }

    private QasmStatement.Variable Variable(string kind, int line)
    {
        var type = Word("a type");
        if (type is not ("float" or "angle" or "int" or "uint" or "bool"))
        {
            throw Error($"inputs and constants of type {Short(type)} are not supported; float, angle, int, uint and bool are.");
        }

        QasmExpression? width = null;
        if (TryTake("["))
        {
            width = expressions.Parse();
            Expect("]", "after the width");
        }

        var name = Word("a name");
        QasmExpression? value = null;
        if (kind is "const")
        {
            Expect("=", "after the constant's name");
            value = expressions.Parse();
        }
        else if (kind is "variable" && TryTake("="))
        {
            value = Is("measure")
                ? throw Error($"a measurement goes into bits: declare 'bit {name} = measure ...' instead of {type}.")
                : expressions.Parse();
        }

        Expect(";", "after the declaration");
        return new(type, width, name, value, kind, line);
    }

    private QasmStatement.Alias Alias(int line)
    {
        var name = Word("the alias");
        Expect("=", "after the alias");
        var parts = new List<QasmOperand>();
        do
        {
            parts.Add(Operand());
        }
        while (TryTake("++"));
        Expect(";", "after the alias");
        return new(name, [.. parts], line);
    }

    private QasmGateDefinition Definition(int line, bool opaque = false)
    {
        var name = Word("the gate's name");
        string[] parameters = [];
        if (TryTake("(") && !TryTake(")"))
        {
            parameters = Names("a parameter's name", name);
            Expect(")", "after the parameters");
        }

        var qubits = Names("a qubit's name", name);
        if (opaque)
        {
            Expect(";", $"after the opaque gate {name}");
            return new(name, parameters, qubits, null, line);
        }

        Expect("{", $"before the body of gate {name}");
        var body = new List<QasmStatement.Call>();
        while (!TryTake("}"))
        {
            if (AtEnd)
            {
                throw Error($"the body of gate {name} is never closed.", line);
            }

            if (TryTake(";"))
            {
                continue;
            }

            if (TryTake("barrier"))
            {
                if (!Is(";"))
                {
                    Operands();
                }

                Expect(";", "after the barrier");
                continue;
            }

            switch (Statement())
            {
                case QasmStatement.Call call when call.Operands.All(static o => o.Indices.Length == 0):
                    body.Add(call);
                    break;
                case var other:
                    throw Error($"the body of gate {name} may hold only gates on its own qubits.", other.Line);
            }
        }

        return new(name, parameters, qubits, [.. body], line);
    }

    private string[] Names(string what, string gate)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var name = Word(what);
            if (!names.Add(name))
            {
                throw Error($"gate {gate} names {name} twice.");
            }
        }
        while (TryTake(","));
        return [.. names];
    }

    private QasmStatement[] Body()
    {
        if (++nesting > MostNesting)
        {
            throw Error($"statements are nested in more than {MostNesting} levels.");
        }

        try
        {
            if (!TryTake("{"))
            {
                return [Statement()];
            }

            var line = current.Line;
            var body = new List<QasmStatement>();
            while (!TryTake("}"))
            {
                if (AtEnd)
                {
                    throw Error("the block begun here with { is never closed.", line);
                }

                if (!TryTake(";"))
                {
                    body.Add(Statement());
                }
            }

            return [.. body];
        }
        finally
        {
            nesting--;
        }
    }
}
