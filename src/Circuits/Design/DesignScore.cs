namespace Quiver.Circuits.Design;

/// <summary>Turns a fitted circuit into a log reward.</summary>
/// <param name="Weights">Prices and sharpness.</param>
/// <param name="Anchor">Cost of a deep plain circuit.</param>
/// <param name="Scale">Distance from the anchor to the reference, above 0.</param>
public sealed record DesignScore(DesignWeights Weights, double Anchor, double Scale)
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
        var error = Math.Max(cost - Anchor, 0) + Weights.Floor;
        return (-Weights.Sharpness * Math.Log(error / Scale)) - (Weights.Cx * cx) - (Weights.Depth * depth) - (Weights.Parameter * parameters) - (Weights.Gate * gates);
    }
}
