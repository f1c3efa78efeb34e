using System.Numerics;

namespace Quiver.Core.Numbers;

/// <summary>Powers of the imaginary unit, exact.</summary>
internal static class Phases
{
    /// <summary>i^k for any k.</summary>
    public static Complex Power(int k) => (k & 3) switch
    {
        0 => Complex.One,
        1 => Complex.ImaginaryOne,
        2 => -Complex.One,
        _ => -Complex.ImaginaryOne,
    };

    /// <summary>c i^k without the rounding of a complex product.</summary>
    public static Complex Turn(Complex c, int k) => (k & 3) switch
    {
        0 => c,
        1 => new Complex(-c.Imaginary, c.Real),
        2 => -c,
        _ => new Complex(c.Imaginary, -c.Real),
    };
}
