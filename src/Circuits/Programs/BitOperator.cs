namespace Quiver.Circuits.Programs;

/// <summary>What a <see cref="BitExpression"/> does with its parts.</summary>
public enum BitOperator
{
    /// <summary>A number.</summary>
    Constant,

    /// <summary>Classical bits read as an unsigned number, the first bit least significant.</summary>
    Bits,

    /// <summary>1 when the operand is 0, else 0.</summary>
    Not,

    /// <summary>Every bit of the operand turned over, within its width.</summary>
    Complement,

    /// <summary>Logical and.</summary>
    And,

    /// <summary>Logical or.</summary>
    Or,

    /// <summary>Bitwise and.</summary>
    BitAnd,

    /// <summary>Bitwise or.</summary>
    BitOr,

    /// <summary>Bitwise exclusive or.</summary>
    BitXor,

    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Not equal.</summary>
    NotEqual,

    /// <summary>Less.</summary>
    Less,

    /// <summary>Less or equal.</summary>
    LessOrEqual,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or equal.</summary>
    GreaterOrEqual,
}
