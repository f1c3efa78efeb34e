using System.Globalization;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Formats;

/// <summary>scale * core + offset; a plain number when the core is null.</summary>
internal readonly record struct AffineExpression(double Scale, ParameterExpression? Core, double Offset)
{
    public bool IsConstant => Core is null;

    public static AffineExpression Of(double value) => new(0, null, value);

    public static AffineExpression operator *(double factor, AffineExpression a) =>
        a.Core is null || factor == 0 ? Of(factor * a.Offset) : new(factor * a.Scale, a.Core, factor * a.Offset);

    public static AffineExpression operator -(AffineExpression a) => new(-a.Scale, a.Core, -a.Offset);

    public static AffineExpression operator +(AffineExpression a, AffineExpression b)
    {
        if (a.Core is null || b.Core is null)
        {
            return new(a.Scale + b.Scale, a.Core ?? b.Core, a.Offset + b.Offset);
        }

        if (a.Core.Equals(b.Core))
        {
            return a.Scale + b.Scale == 0 ? Of(a.Offset + b.Offset) : new(a.Scale + b.Scale, a.Core, a.Offset + b.Offset);
        }

        var (p, q) = (a with { Offset = 0 }, b with { Offset = 0 });
        return new(1, Join(p, q, q.Scale < 0 ? " - " : " + ", q.Scale < 0 ? (-q).Text() : q.Text(), static (x, y) => x + y),
            a.Offset + b.Offset);
    }

    public double Value(double[] inputs) => Core is null ? Offset : (Scale * Core.Value(inputs)) + Offset;

    public static AffineExpression Multiply(AffineExpression a, AffineExpression b) => a.Core is null
        ? a.Offset * b : b.Core is null ? b.Offset * a
        : a.Offset == 0 && b.Offset == 0
            ? new(a.Scale * b.Scale, Join(a with { Scale = 1 }, b with { Scale = 1 }, "*", b.Core.Text, static (x, y) => x * y), 0)
            : new(1, Join(a, b, "*", b.Text(), static (x, y) => x * y), 0);

    public static AffineExpression Divide(AffineExpression a, AffineExpression b) => b.Core is null
        ? (a.Core is null ? Of(a.Offset / b.Offset) : new(a.Scale / b.Offset, a.Core, a.Offset / b.Offset))
        : new(1, Join(a, b, "/", b.Text(), static (x, y) => x / y), 0);

    public static AffineExpression Power(AffineExpression a, AffineExpression b) => a.Core is null && b.Core is null
        ? Of(Math.Pow(a.Offset, b.Offset))
        : new(1, ParameterExpression.Of($"pow({a.Text()}, {b.Text()})", Depth(a, b), v => Math.Pow(a.Value(v), b.Value(v))), 0);

    public static AffineExpression Function(string name, AffineExpression a, Func<double, double> function) => a.Core is null
        ? Of(function(a.Offset))
        : new(1, ParameterExpression.Of($"{name}({a.Text()})", Depth(a, a), v => function(a.Value(v))), 0);

    /// <summary>In brackets unless it is one word or number.</summary>
    public string Text()
    {
        if (Core is null)
        {
            return Offset < 0 ? $"({QasmNumbers.Write(Offset)})" : QasmNumbers.Write(Offset);
        }

        var product = Scale == 1 ? Core.Text : Scale == -1 ? "-" + Core.Text : QasmNumbers.Write(Scale) + "*" + Core.Text;
        return Offset == 0
            ? Scale == 1 ? product : $"({product})"
            : $"({product}{(Offset < 0 ? " - " : " + ")}{QasmNumbers.Write(Math.Abs(Offset))})";
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Text()}");

    private static int Depth(AffineExpression a, AffineExpression b) => 1 + Math.Max(a.Core?.Depth ?? 0, b.Core?.Depth ?? 0);

    private static ParameterExpression Join(AffineExpression a, AffineExpression b, string sign, string second, Func<double, double,
        double> apply) =>
        ParameterExpression.Of($"({a.Text()}{sign}{second})", Depth(a, b), v => apply(a.Value(v), b.Value(v)));
}
