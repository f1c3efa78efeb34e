namespace Quiver.Circuits.Programs;

/// <summary>
/// An immutable expression in the inputs of a program that is not just one scaled and shifted input, for example
/// <c>a + b</c> or <c>sin(a)</c>; or an input itself.
/// </summary>
public sealed class ParameterExpression : IEquatable<ParameterExpression>
{
    /// <summary>Levels of nesting that are read.</summary>
    public const int MostDepth = 100;

    private readonly Func<double[], double> value;

    private ParameterExpression(string text, int depth, int input, Func<double[], double> value)
    {
        Text = text;
        Depth = depth;
        Input = input;
        this.value = value;
    }

    /// <summary>The expression in OpenQASM, with brackets round sums, products and powers; two expressions are equal when their texts
    /// are.</summary>
    public string Text { get; }

    /// <summary>Levels of nesting.</summary>
    public int Depth { get; }

    /// <summary>The number of the input that this is; -1 for anything else.</summary>
    public int Input { get; }

    /// <summary>An input.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The expression.</returns>
    public static ParameterExpression Of(int number, string name) => new(name, 1, number, v => v[number]);

    /// <summary>A function or an operator of other expressions.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="depth">Levels of nesting.</param>
    /// <param name="value">The value for values of the inputs.</param>
    /// <returns>The expression.</returns>
    public static ParameterExpression Of(string text, int depth, Func<double[], double> value) => new(text, depth, -1, value);

    /// <summary>The value.</summary>
    /// <param name="inputs">Values of the inputs.</param>
    /// <returns>The value, perhaps not finite.</returns>
    public double Value(double[] inputs) => value(inputs);

    /// <inheritdoc/>
    public bool Equals(ParameterExpression? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParameterExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
