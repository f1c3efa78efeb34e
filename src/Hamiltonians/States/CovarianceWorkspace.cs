namespace Quiver.Hamiltonians.States;

/// <summary>Scratch arrays of one worker of <see cref="CovarianceBuilder"/>: products of amplitudes, and signs.</summary>
/// <param name="bits">Number of bits of a state.</param>
/// <param name="isComplex">Whether amplitudes have imaginary parts.</param>
internal sealed class CovarianceWorkspace(int bits, bool isComplex)
{
    private readonly Lazy<SignSums> sums = new(() => new SignSums(bits, isComplex), LazyThreadSafetyMode.None);
    private double[] signs = [];
    private uint[] codes = [];

    /// <summary>The basis states whose partner has an amplitude too.</summary>
    public ulong[] Basis { get; private set; } = [];

    /// <summary>Places of states in the list of all.</summary>
    public int[] States { get; private set; } = [];

    /// <summary>Places of their partners.</summary>
    public int[] Partners { get; private set; } = [];

    /// <summary>Real parts of the products.</summary>
    public double[] Real { get; private set; } = [];

    /// <summary>Imaginary parts; null for a real state.</summary>
    public double[]? Imaginary { get; private set; }

    /// <summary>A term's signs times a block of products.</summary>
    public double[] Row { get; } = new double[CovarianceBuilder.DotBlock];

    /// <summary>The products with all masks of signs.</summary>
    public SignSums Sums => sums.Value;

    /// <summary>Makes room for so many products.</summary>
    public void Reserve(int length)
    {
        if (Basis.Length < length)
        {
            Basis = new ulong[length];
            States = new int[length];
            Partners = new int[length];
            Real = new double[length];
            Imaginary = isComplex ? new double[length] : null;
        }
    }

    /// <summary>Room for so many signs.</summary>
    public double[] Signs(int length) => signs.Length >= length ? signs : signs = new double[length];

    /// <summary>Room for the codes of so many masks of signs.</summary>
    public uint[] Codes(int length) => codes.Length >= length ? codes : codes = new uint[length];
}
