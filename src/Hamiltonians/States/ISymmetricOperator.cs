namespace Quiver.Hamiltonians.States;

/// <summary>A real symmetric matrix by its action; what <see cref="Lanczos"/> needs.</summary>
internal interface ISymmetricOperator
{
    /// <summary>Number of rows.</summary>
    int Size { get; }

    /// <summary>y = A x; y is overwritten.</summary>
    void Multiply(double[] x, double[] y);

    /// <summary>The diagonal, in a new array.</summary>
    double[] Diagonal();
}
