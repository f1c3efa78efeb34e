using System.Globalization;
using System.Runtime.CompilerServices;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>Parses OpenQASM 2 and 3 statement by statement. Statements that are not supported are refused by name.</summary>
internal sealed partial class QasmParser
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
