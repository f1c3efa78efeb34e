namespace Quiver.Circuits.Formats;

/// <summary>What stands between square brackets: one index, a range, or a set.</summary>
internal sealed record QasmIndex(QasmExpression? Single, QasmExpression? First, QasmExpression? Step, QasmExpression? Last,
    QasmExpression[]? Set);
