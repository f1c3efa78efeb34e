using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Quiver.Circuits.Design;

/// <summary>A circuit with fitted angles.</summary>
/// <param name="Word">Gate numbers, canonical order, no padding.</param>
/// <param name="Angles">Fitted angles, one per gate that has one, in the order of the word.</param>
/// <param name="Cost">The cost reached.</param>
/// <param name="Cx">CX gates, compiled.</param>
/// <param name="Depth">Layers; the reference is not counted.</param>
/// <param name="LogReward">log R.</param>
public sealed record DesignResult(
    ImmutableArray<long> Word, ImmutableArray<double> Angles, double Cost, int Cx, int Depth, double LogReward)
{
    /// <summary>Number of gates.</summary>
    public int Gates => Word.Length;

    /// <summary>Number of parameters.</summary>
    public int Parameters => Angles.Length;

    /// <summary>A fitted circuit with its CX gates and layers counted.</summary>
    /// <param name="gates">The gate set.</param>
    /// <param name="word">Gate numbers, canonical order; belongs to the result from now on.</param>
    /// <param name="angles">Fitted angles; they belong to the result from now on.</param>
    /// <param name="cost">The cost reached.</param>
    /// <param name="score">Gives the log reward.</param>
    internal static DesignResult Of(GateSet gates, long[] word, double[] angles, double cost, DesignScore score)
    {
        var (cx, depth) = gates.Count(word, new int[gates.Qubits]);
        return new DesignResult(
            ImmutableCollectionsMarshal.AsImmutableArray(word), ImmutableCollectionsMarshal.AsImmutableArray(angles), cost, cx, depth,
            score.LogReward(cost, cx, depth, angles.Length, word.Length));
    }
}
