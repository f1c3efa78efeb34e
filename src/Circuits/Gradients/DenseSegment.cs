namespace Quiver.Circuits.Gradients;

/// <summary>A run of plain rotations as one matrix, and where its derivatives are gathered: a block of all basis states.</summary>
internal sealed class DenseSegment
{
    private readonly int rows;

    /// <summary>Creates the buffers.</summary>
    /// <param name="rows">Rows and columns of the matrix.</param>
    /// <param name="width">Room for a row.</param>
    /// <param name="states">Numbers in the states of all blocks.</param>
    public DenseSegment(int rows, int width, int states)
    {
        this.rows = rows;
        Width = width;
        Real = new double[rows * width];
        Imaginary = new double[rows * width];
        CotangentReal = new double[rows * width];
        CotangentImaginary = new double[rows * width];
        BeforeReal = new double[states];
        BeforeImaginary = new double[states];
    }

    /// <summary>From one row of the matrix to the next.</summary>
    public int Width { get; }

    /// <summary>Real parts: column j is what becomes of basis state j.</summary>
    public double[] Real { get; }

    /// <summary>Imaginary parts.</summary>
    public double[] Imaginary { get; }

    /// <summary>Sums over all columns of cotangents behind times conjugate states in front, real parts.</summary>
    public double[] CotangentReal { get; }

    /// <summary>The same, imaginary parts.</summary>
    public double[] CotangentImaginary { get; }

    /// <summary>The states in front, real parts, as they lie in the program.</summary>
    public double[] BeforeReal { get; }

    /// <summary>The same, imaginary parts.</summary>
    public double[] BeforeImaginary { get; }

    /// <summary>Begins with the identity and no cotangents.</summary>
    public void Begin()
    {
        Array.Clear(Real);
        Array.Clear(Imaginary);
        Array.Clear(CotangentReal);
        Array.Clear(CotangentImaginary);
        for (var r = 0; r < rows; r++)
        {
            Real[(r * Width) + r] = 1;
        }
    }
}
