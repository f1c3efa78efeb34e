using System.Numerics;

namespace Quiver.Circuits.Gates;

/// <summary>
/// What Clifford gates make of a Pauli string's X and Z bits; every rule says whether the sign flips
/// (Aaronson, Gottesman, arXiv:quant-ph/0406196, section III).
/// </summary>
/// <remarks>A qubit is one bit of a word of X and of one of Z; two qubits may share the words.</remarks>
internal static class CliffordRules
{
    /// <summary>X and Z change places, Y becomes -Y.</summary>
    public static bool H<T>(ref T x, ref T z, T bit)
        where T : struct, IBinaryInteger<T>
    {
        var (hasX, hasZ) = (Has(x, bit), Has(z, bit));
        if (hasX != hasZ)
        {
            x ^= bit;
            z ^= bit;
        }

        return hasX && hasZ;
    }

    /// <summary>X becomes Y, Y becomes -X; the adjoint: X becomes -Y, Y becomes X.</summary>
    public static bool S<T>(T x, ref T z, T bit, bool adjoint)
        where T : struct, IBinaryInteger<T>
    {
        if (!Has(x, bit))
        {
            return false;
        }

        z ^= bit;
        return Has(z, bit) == adjoint;
    }

    /// <summary>X spreads to the target, Z to the control.</summary>
    public static bool CX<T>(T xControl, ref T zControl, T control, ref T xTarget, T zTarget, T target)
        where T : struct, IBinaryInteger<T>
    {
        var (spreadsX, spreadsZ) = (Has(xControl, control), Has(zTarget, target));
        var flips = spreadsX && spreadsZ && Has(xTarget, target) == Has(zControl, control);
        xTarget ^= spreadsX ? target : T.Zero;
        zControl ^= spreadsZ ? control : T.Zero;
        return flips;
    }

    /// <summary>Each X puts a Z on the other qubit.</summary>
    public static bool CZ<T>(T xA, ref T zA, T a, T xB, ref T zB, T b)
        where T : struct, IBinaryInteger<T>
    {
        var (hasA, hasB) = (Has(xA, a), Has(xB, b));
        var flips = hasA && hasB && Has(zA, a) != Has(zB, b);
        zA ^= hasB ? a : T.Zero;
        zB ^= hasA ? b : T.Zero;
        return flips;
    }

    private static bool Has<T>(T word, T bit)
        where T : struct, IBinaryInteger<T> => (word & bit) != T.Zero;
}
