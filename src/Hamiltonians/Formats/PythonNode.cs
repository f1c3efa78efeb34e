using System.Numerics;

namespace Quiver.Hamiltonians.Formats;

/// <summary>A value in a Python expression: text, number, list or tuple, call, or a bare name.</summary>
internal sealed record PythonNode(PythonNode.Type Kind, long Line)
{
    /// <summary>What a node is.</summary>
    public enum Type
    {
        /// <summary>A string.</summary>
        Text,

        /// <summary>A number, real or complex; NaN where it is not finite.</summary>
        Number,

        /// <summary>A list or a tuple.</summary>
        List,

        /// <summary>A call of a name with arguments.</summary>
        Call,

        /// <summary>A name such as None or complex128.</summary>
        Name,
    }

    /// <summary>The string, or the name of what is called.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>The number.</summary>
    public Complex Value { get; init; }

    /// <summary>Members of a list, positional arguments of a call.</summary>
    public IReadOnlyList<PythonNode> Items { get; init; } = [];

    /// <summary>Keyword arguments of a call.</summary>
    public IReadOnlyDictionary<string, PythonNode> Named { get; init; } = new Dictionary<string, PythonNode>(StringComparer.Ordinal);
}
