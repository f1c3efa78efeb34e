using System.Globalization;

namespace Quiver.Circuits.Gates;

/// <summary>
/// An angle in radians: a bound value, or scale * (free parameter) + offset. The default value is the bound angle 0.
/// </summary>
/// <param name="Parameter">Index of the free parameter; meaningless when <see cref="IsFree"/> is false.</param>
/// <param name="Scale">Factor of the parameter; 0 for a bound angle.</param>
/// <param name="Offset">Radians added; the whole value of a bound angle.</param>
public readonly record struct Angle(int Parameter, double Scale, double Offset)
{
    /// <summary>Whether the value depends on a free parameter.</summary>
    public bool IsFree => Scale != 0;

    /// <summary>A bound angle.</summary>
    /// <param name="radians">Its value.</param>
    public static implicit operator Angle(double radians) => Of(radians);

    /// <summary>The angle times a factor.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="angle">The angle.</param>
    /// <returns>factor * angle.</returns>
    public static Angle operator *(double factor, Angle angle) =>
        new(factor == 0 ? 0 : angle.Parameter, factor * angle.Scale, factor * angle.Offset);

    /// <summary>The opposite angle.</summary>
    /// <param name="angle">The angle.</param>
    /// <returns>-angle.</returns>
    public static Angle operator -(Angle angle) => new(angle.Parameter, -angle.Scale, -angle.Offset);

    /// <summary>The angle plus a constant.</summary>
    /// <param name="angle">The angle.</param>
    /// <param name="radians">What to add.</param>
    /// <returns>angle + radians.</returns>
    public static Angle operator +(Angle angle, double radians) => angle with { Offset = angle.Offset + radians };

    /// <summary>A bound angle.</summary>
    /// <param name="radians">Its value.</param>
    /// <returns>The angle.</returns>
    public static Angle Of(double radians) => new(0, 0, radians);

    /// <summary>A free parameter.</summary>
    /// <param name="parameter">Its index, from 0.</param>
    /// <param name="scale">Factor of the parameter, not 0.</param>
    /// <param name="offset">Radians added.</param>
    /// <returns>The angle scale * parameter + offset.</returns>
    public static Angle Free(int parameter, double scale = 1, double offset = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parameter);
        ArgumentOutOfRangeException.ThrowIfZero(scale);
        return new(parameter, scale, offset);
    }

    /// <summary>The value in radians.</summary>
    /// <param name="parameters">Values of the free parameters.</param>
    /// <returns>scale * parameters[Parameter] + offset.</returns>
    public double Value(ReadOnlySpan<double> parameters) =>
        Scale == 0 ? Offset : Math.FusedMultiplyAdd(Scale, parameters[Parameter], Offset);

    /// <summary>Adds another angle when the sum is again an angle of one parameter.</summary>
    /// <param name="other">The other angle.</param>
    /// <param name="sum">The sum.</param>
    /// <returns>False when the two depend on different parameters.</returns>
    public bool TryAdd(Angle other, out Angle sum)
    {
        if (IsFree && other.IsFree && Parameter != other.Parameter)
        {
            sum = default;
            return false;
        }

        var scale = Scale + other.Scale;
        var parameter = scale == 0 ? 0 : IsFree ? Parameter : other.Parameter;
        sum = new Angle(parameter, scale, Offset + other.Offset);
        return true;
    }

    /// <summary>For example <c>0.5</c>, <c>t3</c> or <c>2*t0+0.1</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var culture = CultureInfo.InvariantCulture;
        if (!IsFree)
        {
            return Offset.ToString("R", culture);
        }

        var factor = Scale == 1 ? string.Empty : Scale == -1 ? "-" : Scale.ToString("R", culture) + "*";
        var shift = Offset == 0 ? string.Empty : (Offset > 0 ? "+" : string.Empty) + Offset.ToString("R", culture);
        return string.Create(culture, $"{factor}t{Parameter}{shift}");
    }
}
