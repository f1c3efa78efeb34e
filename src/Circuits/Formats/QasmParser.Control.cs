using System.Runtime.CompilerServices;

namespace Quiver.Circuits.Formats;

/// <summary>Branches, loops, calls and assignments.</summary>
internal sealed partial class QasmParser
{
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
}
