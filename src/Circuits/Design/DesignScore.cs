namespace Quiver.Circuits.Design;

/// <summary>Turns a fitted circuit into a log reward.</summary>
/// <param name="Weights">Prices and sharpness.</param>
/// <param name="Anchor">Cost of a deep plain circuit.</param>
/// <param name="Scale">Distance from the anchor to the reference, above 0.</param>
/// <param name="Target">Distance from the anchor below which accuracy earns nothing more; null for the weights' floor, added to it.</param>
public sealed record DesignScore(DesignWeights Weights, double Anchor, double Scale, double? Target = null)
{
    /// <summary>The log reward.</summary>
    /// <param name="cost">Fitted cost.</param>
    /// <param name="cx">CX count.</param>
    /// <param name="depth">Layers.</param>
    /// <param name="parameters">Angles.</param>
    /// <param name="gates">Gates.</param>
    /// <returns>log R.</returns>
    public double LogReward(double cost, int cx, int depth, int parameters, int gates)
    {
        var error = Target is { } target ? Math.Max(cost - Anchor, target) : Math.Max(cost - Anchor, 0) + Weights.Floor;
        return (-Weights.Sharpness * Math.Log(error / Scale)) - Price(cx, depth, parameters, gates);
    }

    /// <summary>The cost up to which a circuit has a log reward.</summary>
    /// <param name="logReward">log R.</param>
    /// <param name="cx">CX count.</param>
    /// <param name="depth">Layers.</param>
    /// <param name="parameters">Angles.</param>
    /// <param name="gates">Gates.</param>
    /// <returns>The cost; negative infinity when no cost reaches the reward.</returns>
    public double CostFor(double logReward, int cx, int depth, int parameters, int gates)
    {
        var error = Scale * Math.Exp(-(logReward + Price(cx, depth, parameters, gates)) / Weights.Sharpness);
        return Target is { } target
            ? error < target ? double.NegativeInfinity : Anchor + error
            : error < Weights.Floor ? double.NegativeInfinity : Anchor + error - Weights.Floor;
    }

    // How much a cost falls for one more unit of log R.
    internal double CostOf(double cost) =>
        Math.Max(Target is null ? cost - Anchor + Weights.Floor : cost - Anchor, Target ?? Weights.Floor) / Weights.Sharpness;

    private double Price(int cx, int depth, int parameters, int gates) =>
        (Weights.Cx * cx) + (Weights.Depth * depth) + (Weights.Parameter * parameters) + (Weights.Gate * gates);
}
