namespace Quiver.Circuits.Programs;

/// <summary>How OpenQASM and drawings write an operator between two operands.</summary>
internal static class BitOperatorSigns
{
    public static string Of(BitOperator kind) => kind switch
    {
        BitOperator.And => "&&",
        BitOperator.Or => "||",
        BitOperator.BitAnd => "&",
        BitOperator.BitOr => "|",
        BitOperator.BitXor => "^",
        BitOperator.Equal => "==",
        BitOperator.NotEqual => "!=",
        BitOperator.Less => "<",
        BitOperator.LessOrEqual => "<=",
        BitOperator.Greater => ">",
        _ => ">=",
    };
}
