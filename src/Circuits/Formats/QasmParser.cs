using System.Globalization;
using System.Runtime.CompilerServices;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>Parses OpenQASM 2 and 3 statement by statement. Statements that are not supported are refused by name.</summary>
internal sealed class QasmParser
{
    private const int MostNesting = 100;

    private static readonly Dictionary<string, string> Unsupported = new(StringComparer.Ordinal)
    {
        ["while"] = "loops that depend on measurements",
        ["def"] = "subroutines",
        ["return"] = "subroutines",
        ["extern"] = "external functions",
        ["defcal"] = "pulses",
        ["cal"] = "pulses",
        ["defcalgrammar"] = "pulses",
        ["box"] = "timing",
        ["delay"] = "timing",
        ["duration"] = "timing",
        ["stretch"] = "timing",
        ["nop"] = "timing",
        ["array"] = "arrays",
        ["break"] = "jumps out of loops",
        ["continue"] = "jumps out of loops",
        ["complex"] = "complex numbers",
    };

    private readonly QasmTokenizer tokens;
    private readonly string file;
    private readonly QasmExpressionParser expressions;
    private QasmToken current;
    private QasmToken? ahead;
    private int lastEnd;
    private int nesting;
    private int loops;

    public QasmParser(string text, string file, int major = 0)
    {
        Major = major;
        tokens = new(text, file);
        this.file = file;
        current = tokens.Next();
        expressions = new(this);
    }

    /// <summary>2 or 3; 0 while no version line was read.</summary>
    public int Major { get; private set; }

    public QasmToken Current => current;

    public bool AtEnd => current.Kind == QasmTokenKind.End;

    public int LastEnd => lastEnd;

    public IReadOnlyList<(string Text, int Line)> Layouts => tokens.Layouts;

    public InputException Error(string message, int line = 0) => new(file, line > 0 ? line : current.Line, message);

    public QasmTokenizer Text => tokens;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public QasmToken Take()
    {
        var token = current;
        lastEnd = token.End;
        if (!AtEnd)
        {
            current = ahead ?? tokens.Next();
            ahead = null;
        }

        return token;
    }

    public QasmToken Peek() => ahead ??= tokens.Next();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Is(string text) => current.Kind is QasmTokenKind.Sign or QasmTokenKind.Word
        && string.Equals(current.Text, text, StringComparison.Ordinal);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryTake(string text)
    {
        if (!Is(text))
        {
            return false;
        }

        Take();
        return true;
    }

    public void Expect(string text, string where)
    {
        if (!TryTake(text))
        {
            throw Error($"expected '{text}' {where}, found '{Short(current.Text)}'.");
        }
    }

    public string Word(string what) => current.Kind == QasmTokenKind.Word
        ? Take().Text
        : throw Error($"expected {what}, found '{Short(current.Text)}'.");

    public static string Short(string text) => text.Length > 40 ? text[..37] + "..." : text;

    /// <summary>The next statement of the program; null at its end.</summary>
    public QasmStatement? Next()
    {
        while (TryTake(";"))
        {
        }

        return AtEnd ? null : Statement();
    }

    public QasmIndex Index()
    {
        if (TryTake("{"))
        {
            return new(null, null, null, null, List("}"));
        }

        var first = Is(":") ? null : expressions.Parse();
        if (!TryTake(":"))
        {
            return new(first, null, null, null, null);
        }

        var second = Is("]") || Is(":") ? null : expressions.Parse();
        return TryTake(":")
            ? new(null, first, second, Is("]") ? null : expressions.Parse(), null)
            : new(null, first, null, second, null);
    }

    private QasmExpression[] List(string end)
    {
        var list = new List<QasmExpression>();
        if (!TryTake(end))
        {
            do
            {
                list.Add(expressions.Parse());
            }
            while (TryTake(",") && !Is(end));
            Expect(end, "after the arguments");
        }

        return [.. list];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private QasmStatement Statement()
    {
        var line = current.Line;
        if (Is("@") || Is("#") || Is("pragma"))
        {
            if (ahead is null)
            {
                tokens.SkipLine();
            }

            Take();
            return new QasmStatement.Pragma(line);
        }

        if (Is("{"))
        {
            return new QasmStatement.Block(Body(), line);
        }

        if (current.Kind != QasmTokenKind.Word)
        {
            throw Error($"expected a statement, found '{Short(current.Text)}'.");
        }

        var word = current.Text;
        if (Unsupported.TryGetValue(word, out var why))
        {
            throw Error($"'{word}' is not supported: {why} cannot be read (docs/openqasm.md lists what can).");
        }

        switch (word)
        {
            case "OPENQASM":
                Take();
                return VersionLine(line);
            case "include":
                Take();
                var name = Take();
                Expect(";", "after the include");
                return name.Kind == QasmTokenKind.Text
                    ? new QasmStatement.Include(name.Text, line) : throw Error("expected the included file's name in quotes.", line);
            case "qreg" or "creg":
                Take();
                return OldRegister(word[0] == 'q', line);
            case "qubit" or "bit":
                Take();
                return NewRegister(word[0] == 'q', false, line);
            case "gate":
                Take();
                return new QasmStatement.Gate(Definition(line), line);
            case "opaque":
                Take();
                return new QasmStatement.Gate(Definition(line, opaque: true), line);
            case "input" or "output" or "const":
                Take();
                return Declared(word, line);
            case "float" or "angle" or "int" or "uint" or "bool":
                return Variable("variable", line);
            case "let":
                Take();
                return Alias(line);
            case "barrier":
                Take();
                var held = Is(";") ? [] : Operands();
                Expect(";", "after the barrier");
                return new QasmStatement.Barrier(held, line);
            case "reset":
                Take();
                var reset = Operand();
                Expect(";", "after reset");
                return new QasmStatement.Reset(reset, line);
            case "measure":
                Take();
                var source = Operand();
                var target = TryTake("->") ? Operand() : null;
                Expect(";", "after the measurement");
                return new QasmStatement.Measure(source, target, line);
            case "if":
                Take();
                return If(line);
            case "for":
                Take();
                return For(line);
            case "switch":
                Take();
                return Switch(line);
            case "end":
                Take();
                Expect(";", "after end");
                return new QasmStatement.End(line);
            default:
                return CallOrAssignment(line);
        }
    }

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

        if (TryTake("["))
        {
            expressions.Parse();
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
        return new(type, name, value, kind, line);
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

    private QasmStatement.If If(int line)
    {
        Expect("(", "after if");
        var condition = expressions.Parse();
        Expect(")", "after the condition");
        var then = Body();
        return new(condition, then, TryTake("else") ? Body() : [], line);
    }

    private QasmStatement.For For(int line)
    {
        if (current.Text is "int" or "uint" or "float" or "bit" or "angle" or "bool")
        {
            Take();
            if (TryTake("["))
            {
                expressions.Parse();
                Expect("]", "after the width");
            }
        }

        var name = Word("the loop's variable");
        Expect("in", "after the loop's variable");
        QasmIndex? range = null;
        QasmExpression[]? set = null;
        QasmOperand? register = null;
        if (TryTake("["))
        {
            range = Index();
            Expect("]", "after the range");
        }
        else if (TryTake("{"))
        {
            set = List("}");
        }
        else
        {
            register = Operand();
        }

        loops++;
        var body = Body();
        loops--;
        return new(name, range, set, register, body, line);
    }

    private QasmStatement.Switch Switch(int line)
    {
        Expect("(", "after switch");
        var value = expressions.Parse();
        Expect(")", "after the value");
        Expect("{", "after switch (...)");
        var cases = new List<(QasmExpression[], QasmStatement[])>();
        QasmStatement[]? rest = null;
        while (!TryTake("}"))
        {
            if (TryTake("default"))
            {
                TryTake(":");
                rest = Body();
                continue;
            }

            Expect("case", "in switch");
            var labels = new List<QasmExpression>();
            do
            {
                labels.Add(expressions.Parse());
            }
            while (TryTake(","));
            TryTake(":");
            cases.Add(([.. labels], Body()));
        }

        return new(value, [.. cases], rest, line);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private QasmStatement CallOrAssignment(int line)
    {
        var modifiers = new List<QasmModifier>();
        while (current.Text is "inv" or "ctrl" or "negctrl" or "pow" && current.Kind == QasmTokenKind.Word)
        {
            var modifier = Take();
            QasmExpression? argument = null;
            if (TryTake("("))
            {
                argument = expressions.Parse();
                Expect(")", $"after the argument of {modifier.Text}");
            }
            else if (modifier.Text is "pow")
            {
                throw Error("expected '(' after pow.");
            }

            Expect("@", "after the modifier");
            modifiers.Add(new(modifier.Text, argument, modifier.Line));
        }

        if (modifiers.Count == 0 && current.Kind == QasmTokenKind.Word
            && Peek().Text is "[" or "=" or "+=" or "-=" or "*=" or "/=" or "|=" or "&=" or "^=")
        {
            return Assignment(line);
        }

        var name = Word("a gate");
        QasmExpression[] arguments = [];
        if (TryTake("("))
        {
            arguments = List(")");
        }

        if (Is("["))
        {
            throw Error($"'{Short(name)}[...]' is not supported: timing cannot be read (docs/openqasm.md lists what can).");
        }

        // gphase alone takes no qubits.
        var operands = Is(";") ? [] : Operands();
        Expect(";", $"after gate {Short(name)}");
        return new QasmStatement.Call([.. modifiers], name, arguments, operands, line);
    }

    private QasmStatement Assignment(int line)
    {
        var target = Operand();
        var sign = Take();
        if (sign.Text is not ("=" or "+=" or "-=" or "*=" or "/=" or "|=" or "&=" or "^="))
        {
            throw Error($"expected '=' after {Short(target.Name)}, found '{Short(sign.Text)}'.", sign.Line);
        }

        QasmStatement result;
        if (sign.Text is "=" && TryTake("measure"))
        {
            result = new QasmStatement.Measure(Operand(), target, line);
        }
        else
        {
            result = new QasmStatement.Assign(target, sign.Text, expressions.Parse(), line);
        }

        Expect(";", "after the assignment");
        return result;
    }

    private QasmOperand[] Operands()
    {
        var operands = new List<QasmOperand>();
        do
        {
            operands.Add(Operand());
        }
        while (TryTake(","));
        return [.. operands];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private QasmOperand Operand()
    {
        var line = current.Line;
        var name = Word("a register");
        if (!Is("["))
        {
            return new(name, [], line);
        }

        var indices = new List<QasmIndex>();
        while (TryTake("["))
        {
            indices.Add(Index());
            Expect("]", "after the index");
        }

        return new(name, [.. indices], line);
    }

    /// <summary>Whether the parser stands in the body of a loop.</summary>
    public bool InLoop => loops > 0;

    public static long? Whole(string text)
    {
        var digits = text.Replace("_", string.Empty, StringComparison.Ordinal);
        if (digits.Length > 2 && digits[0] == '0' && char.IsAsciiLetter(digits[1]))
        {
            try
            {
                return Convert.ToInt64(digits[2..], char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'b' => 2, _ => 8 });
            }
            catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
            {
                return null;
            }
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
