using System.Collections.Immutable;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Formats;

/// <summary>What decides which statements are run: assignments of bits, branches and loops.</summary>
internal sealed partial class QasmInterpreter
{
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
        symbol.Value = Typed(symbol.Type, symbol.Width, expression, a.Line);
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
            Block(condition.IsTrue ? i.Then : i.Else);
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
}
