using System.Numerics;

namespace Quiver.Core.Numbers;

/// <summary>
/// A dense square complex matrix, immutable. Entries are row-major everywhere: entry (row, column) stands at
/// <c>row * Size + column</c>; of several qubits the first is the most significant bit of both.
/// </summary>
public sealed class ComplexMatrix
{
    private readonly Complex[] entries;

    /// <summary>Copies entries.</summary>
    /// <param name="size">Number of rows and of columns.</param>
    /// <param name="rowMajor">size * size entries.</param>
    /// <exception cref="ArgumentException">There are more or fewer entries.</exception>
    public ComplexMatrix(int size, ReadOnlySpan<Complex> rowMajor)
        : this(rowMajor.ToArray(), size)
    {
    }

    // Takes the array over.
    internal ComplexMatrix(Complex[] entries, int size)
    {
        if (size < 0 || entries.LongLength != (long)size * size)
        {
            throw new ArgumentException(
                $"A matrix of {size} rows has {(long)size * size} entries, not {entries.LongLength}.", nameof(entries));
        }

        (this.entries, Size) = (entries, size);
    }

    /// <summary>Number of rows and of columns.</summary>
    public int Size { get; }

    /// <summary>All entries, row-major.</summary>
    public ReadOnlySpan<Complex> Entries => entries;

    /// <summary>One entry.</summary>
    /// <param name="row">0 to Size - 1.</param>
    /// <param name="column">0 to Size - 1.</param>
    public Complex this[int row, int column] => Row(row)[column];

    /// <summary>Copies rows.</summary>
    /// <param name="rows">As many rows as each has entries.</param>
    /// <returns>The matrix.</returns>
    /// <exception cref="ArgumentException">A row has another length.</exception>
    public static ComplexMatrix FromRows(IReadOnlyList<Complex[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.FirstOrDefault(r => r.Length != rows.Count) is { } odd
            ? throw new ArgumentException($"A square matrix of {rows.Count} rows has as many columns, not {odd.Length}.", nameof(rows))
            : new([.. rows.SelectMany(static r => r)], rows.Count);
    }

    /// <summary>Copies columns.</summary>
    /// <param name="columns">As many columns as each has entries.</param>
    /// <returns>The matrix.</returns>
    /// <exception cref="ArgumentException">A column has another length.</exception>
    public static ComplexMatrix FromColumns(IReadOnlyList<Complex[]> columns) => FromRows(columns).Transpose();

    /// <summary>One row.</summary>
    /// <param name="row">0 to Size - 1.</param>
    /// <returns>Size entries.</returns>
    public ReadOnlySpan<Complex> Row(int row) => entries.AsSpan(row * Size, Size);

    /// <summary>A copy of one column.</summary>
    /// <param name="column">0 to Size - 1.</param>
    /// <returns>Size entries.</returns>
    public Complex[] Column(int column) => [.. Enumerable.Range(0, Size).Select(r => this[r, column])];

    /// <summary>Rows and columns exchanged, nothing conjugated.</summary>
    /// <returns>The transpose.</returns>
    public ComplexMatrix Transpose() => new([.. Enumerable.Range(0, Size).SelectMany(Column)], Size);

    /// <summary>The product of two matrices given by their entries, row-major.</summary>
    internal static Complex[] Product(ReadOnlySpan<Complex> left, ReadOnlySpan<Complex> right, int size)
    {
        var result = new Complex[size * size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                var sum = left[row * size] * right[column];
                for (var k = 1; k < size; k++)
                {
                    sum += left[(row * size) + k] * right[(k * size) + column];
                }

                result[(row * size) + column] = sum;
            }
        }

        return result;
    }
}
