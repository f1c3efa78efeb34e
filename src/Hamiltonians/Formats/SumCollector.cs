using System.Numerics;
using Quiver.GFlowNet.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Collects labelled terms of a file and turns every fault into a sentence with file and line.</summary>
internal sealed class SumCollector(string path)
{
    private PauliSumBuilder? builder;

    public void Add(ReadOnlySpan<char> label, ReadOnlySpan<char> coefficient, long line)
    {
        if (!NumberText.TryParse(coefficient, out var value))
        {
            throw new InputException(path, line, $"'{Short(coefficient)}' is not a finite number.");
        }

        Add(label, value, line);
    }

    public void Add(ReadOnlySpan<char> label, Complex value, long line)
    {
        if (!double.IsFinite(value.Real) || !double.IsFinite(value.Imaginary))
        {
            throw new InputException(path, line, $"the coefficient of {Short(label)} is not a finite number.");
        }

        if (!PauliString.TryParse(label, out var pauli, out var bad))
        {
            throw new InputException(path, line, $"'{label[bad]}' in '{Short(label)}' is not a Pauli letter (I, X, Y, Z).");
        }

        builder ??= new PauliSumBuilder(pauli.Qubits);
        if (pauli.Qubits != builder.Qubits)
        {
            throw new InputException(path, line, $"label '{Short(label)}' has {pauli.Qubits} letters, earlier ones have {builder.Qubits}.");
        }

        if (!builder.Add(pauli, value))
        {
            throw new InputException(path, line, $"label '{Short(label)}' stands here a second time.");
        }
    }

    public PauliSum Build()
    {
        if (builder is null)
        {
            throw new InputException(path, 0, "the file holds no term.");
        }

        return builder.Build(-1);
    }

    public static string Short(ReadOnlySpan<char> text) => text.Length > 40 ? text[..37].ToString() + "..." : text.ToString();
}
