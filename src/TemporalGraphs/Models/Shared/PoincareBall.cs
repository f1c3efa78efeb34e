using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>The Poincare ball of curvature -1 (Nickel and Kiela 2017; Ganea et al. 2018), rows as points.</summary>
internal static class PoincareBall
{
    private const double Smallest = 1e-6;

    /// <summary>exp_0(v) = tanh(|v|) v / |v|.</summary>
    public static Tensor FromTangent(Tensor v)
    {
        var norm = Norm(v);
        return v * (norm.tanh().clamp_max(0.999) / norm);
    }

    /// <summary>log_0(y) = artanh(|y|) y / |y|.</summary>
    public static Tensor ToTangent(Tensor y)
    {
        var norm = Norm(y).clamp_max(0.9999);
        return y * (norm.atanh() / norm);
    }

    /// <summary>Distances between all rows of x and all rows of y, shape [x, y].</summary>
    public static Tensor Distances(Tensor x, Tensor y)
    {
        var x2 = (x * x).sum(1, true);
        var y2 = (y * y).sum(1, true).t();
        var apart = (x2 + y2 - x.matmul((y + y).t())).clamp_min(0);
        return Arcosh(apart, (1 - x2) * (1 - y2));
    }

    /// <summary>Distances between equal rows, shape [rows].</summary>
    public static Tensor RowDistances(Tensor x, Tensor y)
    {
        var d = x - y;
        return Arcosh((d * d).sum(1), (1 - (x * x).sum(1)) * (1 - (y * y).sum(1)));
    }

    // arcosh(1 + 2u) = 2 arsinh(sqrt(u)), which loses no digits near zero.
    private static Tensor Arcosh(Tensor apart, Tensor scale)
    {
        var half = (apart / scale.clamp_min(Smallest) + Smallest).sqrt().asinh();
        return half + half;
    }

    private static Tensor Norm(Tensor v) => ((v * v).sum(1, true) + Smallest * Smallest).sqrt();
}
