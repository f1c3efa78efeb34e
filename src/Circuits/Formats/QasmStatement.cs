using System.Diagnostics.CodeAnalysis;

namespace Quiver.Circuits.Formats;

/// <summary>A statement of OpenQASM after parsing.</summary>
[SuppressMessage("Design", "CA1034", Justification = "The cases of one union.")]
internal abstract record QasmStatement(int Line)
{
    internal sealed record Version(int Major, int Line) : QasmStatement(Line);

    internal sealed record Include(string Name, int Line) : QasmStatement(Line);

    internal sealed record Pragma(int Line) : QasmStatement(Line);

    internal sealed record Register(string Name, QasmExpression? Size, bool Quantum, bool Output, QasmOperand? Measured,
        QasmExpression? Start, int Line)
        : QasmStatement(Line);

    internal sealed record Variable(string Type, QasmExpression? Width, string Name, QasmExpression? Value, string Kind, int Line)
        : QasmStatement(Line);

    internal sealed record Alias(string Name, QasmOperand[] Parts, int Line) : QasmStatement(Line);

    internal sealed record Gate(QasmGateDefinition Definition, int Line) : QasmStatement(Line);

    internal sealed record Call(QasmModifier[] Modifiers, string Name, QasmExpression[] Arguments, QasmOperand[] Operands, int Line)
        : QasmStatement(Line);

    internal sealed record Measure(QasmOperand Source, QasmOperand? Target, int Line) : QasmStatement(Line);

    internal sealed record Reset(QasmOperand Target, int Line) : QasmStatement(Line);

    internal sealed record Barrier(QasmOperand[] Operands, int Line) : QasmStatement(Line);

    internal sealed record Assign(QasmOperand Target, string Sign, QasmExpression Value, int Line) : QasmStatement(Line);

    internal sealed record If(QasmExpression Condition, QasmStatement[] Then, QasmStatement[] Else, int Line) : QasmStatement(Line);

    internal sealed record For(string Name, QasmIndex? Range, QasmExpression[]? Set, QasmOperand? Source, QasmStatement[] Body, int Line)
        : QasmStatement(Line);

    internal sealed record Switch(QasmExpression Value, (QasmExpression[] Labels, QasmStatement[] Body)[] Cases,
        QasmStatement[]? Default, int Line)
        : QasmStatement(Line);

    internal sealed record Block(QasmStatement[] Body, int Line) : QasmStatement(Line);

    internal sealed record End(int Line) : QasmStatement(Line);
}
