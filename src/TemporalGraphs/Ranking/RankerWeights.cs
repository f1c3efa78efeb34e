namespace Quiver.TemporalGraphs.Ranking;

/// <summary>The parameters of the ranker's networks on plain memory; the hidden units of all members stand side by side.</summary>
internal sealed class RankerWeights
{
    /// <summary>All parameters zero.</summary>
    /// <param name="members">Networks.</param>
    /// <param name="hidden">Width of the first hidden layer of each.</param>
    /// <param name="second">Width of the second hidden layer of each; 0 without.</param>
    /// <param name="denseWidth">Features of a candidate.</param>
    /// <param name="queryWidth">Features of a query.</param>
    public RankerWeights(int members, int hidden, int second, int denseWidth, int queryWidth)
    {
        (Members, Hidden, Second, DenseWidth, QueryWidth) = (members, hidden, second, denseWidth, queryWidth);
        Dense = new float[denseWidth * Units];
        Pair = new float[RankerFeatures.PairWidth * Units];
        Query = new float[queryWidth * Units];
        Bias = new float[Units];
        Output = new float[Units];
        DenseDirect = new float[members * denseWidth];
        PairDirect = new float[members * RankerFeatures.PairWidth];
        SecondLayer = new float[Units * second];
        SecondBias = new float[members * second];
        SecondOutput = new float[members * second];
        All = [Dense, Pair, Query, Bias, Output, DenseDirect, PairDirect, SecondLayer, SecondBias, SecondOutput];
    }

    /// <summary>Networks.</summary>
    public int Members { get; }

    /// <summary>Width of the first hidden layer of each.</summary>
    public int Hidden { get; }

    /// <summary>Width of the second hidden layer of each.</summary>
    public int Second { get; }

    /// <summary>Features of a candidate.</summary>
    public int DenseWidth { get; }

    /// <summary>Features of a query.</summary>
    public int QueryWidth { get; }

    /// <summary>Hidden units of all members.</summary>
    public int Units => Members * Hidden;

    /// <summary>[dense features, units].</summary>
    public float[] Dense { get; }

    /// <summary>[pair features, units].</summary>
    public float[] Pair { get; }

    /// <summary>[query features, units].</summary>
    public float[] Query { get; }

    /// <summary>[units].</summary>
    public float[] Bias { get; }

    /// <summary>[units].</summary>
    public float[] Output { get; }

    /// <summary>[members, dense features].</summary>
    public float[] DenseDirect { get; }

    /// <summary>[members, pair features].</summary>
    public float[] PairDirect { get; }

    /// <summary>[members, hidden, second].</summary>
    public float[] SecondLayer { get; }

    /// <summary>[members, second].</summary>
    public float[] SecondBias { get; }

    /// <summary>[members, second].</summary>
    public float[] SecondOutput { get; }

    /// <summary>Every array, in a fixed order.</summary>
    public IReadOnlyList<float[]> All { get; }

    /// <summary>What they belong to, in the same order.</summary>
    public IReadOnlyList<string> Names { get; } =
    [
        "of the dense features", "of the pair features", "of the query features", "of the bias", "of the output",
        "of the direct dense weights",
        "of the direct pair weights", "of the second layer", "of the second bias", "of the second output",
    ];

    /// <summary>Number of parameters.</summary>
    public int Count => All.Sum(a => a.Length);

    /// <summary>Number of parameters of given widths, without making room for them.</summary>
    public static long CountOf(int members, int hidden, int second, int denseWidth, int queryWidth)
    {
        var (units, direct) = ((long)members * hidden, denseWidth + RankerFeatures.PairWidth);
        return (units * (direct + queryWidth + 2L + second)) + (members * ((long)direct + (2L * second)));
    }

    /// <summary>Arrays of the same shapes, all zero.</summary>
    public RankerWeights Zeros() => new(Members, Hidden, Second, DenseWidth, QueryWidth);

    /// <summary>The same values in arrays of their own.</summary>
    public RankerWeights Copy()
    {
        var copy = Zeros();
        for (var k = 0; k < All.Count; k++)
        {
            All[k].CopyTo(copy.All[k], 0);
        }

        return copy;
    }
}
