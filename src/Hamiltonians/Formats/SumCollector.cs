using System.Numerics;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Collects labelled terms of a file and turns every fault into a sentence with file and line.</summary>
internal sealed class SumCollector(string path)
{
    /// <summary>The most qubits a file may have.</summary>
    public const int MaxQubits = 4096;

    private PauliSumBuilder? builder;

    public void Add(ReadOnlySpan<char> label, ReadOnlySpan<char> coefficient, long line)
    {
        if (!NumberText.TryParse(coefficient, out var value))
        {
            throw new InputException(path, line, $"'{Short(coefficient)}' is not a finite number.");
        }

        Add(label, value, line);
    }

    public void Add(ReadOnlySpan<char> label, Complex value, long line, bool sumDuplicates = false)
    {
        if (label.Length is 0 or > MaxQubits)
        {
            throw new InputException(path, line, $"a label has {label.Length} letters: 1 to {MaxQubits} qubits are supported.");
        }

        if (!double.IsFinite(value.Real) || !double.IsFinite(value.Imaginary))
        {
            throw new InputException(path, line, $"the coefficient of {Short(label)} is not a finite number.");
        }

        if (!PauliString.TryParse(label, out var pauli, out var bad))
        {
            throw new InputException(path, line, $"'{Short(label[bad..(bad + 1)])}' in '{Short(label)}' is not a Pauli letter (I, X, Y, Z).");
        }

        builder ??= new PauliSumBuilder(pauli.Qubits);
        if (pauli.Qubits != builder.Qubits)
        {
            throw new InputException(path, line, $"label '{Short(label)}' has {pauli.Qubits} letters, earlier ones have {builder.Qubits}.");
        }

        if (!builder.Add(pauli, value) && !sumDuplicates)
        {
            throw new InputException(path, line, $"label '{Short(label)}' stands here a second time.");
        }
    }

    /// <summary>Builds the sum; terms keep the file's order and zeros stay.</summary>
    /// <param name="promised">How many terms the file's header promises, if it does.</param>
    public PauliSum Build(int? promised = null)
    {
        if (builder is null)
        {
            throw new InputException(path, 0, "the file holds no term.");
        }

        if (promised is { } count && count != builder.Count)
        {
            throw new InputException(path, 0, $"the header promises {count} terms, the file has {builder.Count}: it looks cut off or edited.");
        }

        return builder.Build(-1);
    }

    /// <summary>At most 40 characters of a text without control characters, for messages.</summary>
    public static string Short(ReadOnlySpan<char> text) => TextLines.Printable(text.Length > 40 ? text[..37].ToString() + "..." : text.ToString());
}
