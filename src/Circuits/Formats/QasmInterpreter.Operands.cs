using System.Globalization;
using System.Runtime.CompilerServices;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>The qubits and bits that operands name.</summary>
internal sealed partial class QasmInterpreter
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] Qubits(QasmOperand operand)
    {
        if (operand.Name[0] == '$')
        {
            if (!int.TryParse(operand.Name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number >= MostElements || operand.Indices.Length > 0)
            {
                throw Error($"'{QasmParser.Short(operand.Name)}' is no physical qubit from $0 to ${MostElements - 1}.", operand.Line);
            }

            if (qubits > 0)
            {
                throw Error("a program names either physical qubits or registers, not both.", operand.Line);
            }

            physical = Math.Max(physical, number + 1);
            return [number];
        }

        var symbol = Find(operand.Name);
        return symbol?.Qubits is { } register
            ? Elements(register, operand, "qubits")
            : throw Error(symbol is null ? $"register '{QasmParser.Short(operand.Name)}' is not declared."
                : $"'{operand.Name}' is no register of qubits.", operand.Line);
    }

    private int[] Bits(QasmOperand operand)
    {
        var symbol = Find(operand.Name);
        return symbol?.Bits is { } register
            ? Elements(register, operand, "bits")
            : throw Error(symbol is null ? $"register '{QasmParser.Short(operand.Name)}' is not declared."
                : $"'{operand.Name}' is no register of bits.", operand.Line);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] Elements(int[] register, QasmOperand operand, string noun)
    {
        // Nearly every operand is one element by a number.
        if (operand.Indices is [
            {
                Single.Code: [
                    {
                        Operation: QasmOperation.Value,
                        Value: { Kind: QasmNumberKind.Integer, IsCut: false } place
                    }]
            }]
            && place.Whole >= 0 && place.Whole < register.Length)
        {
            return [register[place.Whole]];
        }

        return Part(register, operand, noun);
    }

    private int[] Part(int[] register, QasmOperand operand, string noun)
    {
        foreach (var index in operand.Indices)
        {
            InputException Wrong(string message) => Error(message, operand.Line);
            if (index.Single is { } single)
            {
                register = [QasmRanges.Element(register, evaluator.Whole(single, "the index"), operand.Name, Wrong, noun)];
                continue;
            }

            var step = index.Step is null ? 1 : evaluator.Whole(index.Step, "the step");
            var places = index.Set is { } set
                ? [.. set.Select(e => evaluator.Whole(e, "the index"))]
                : QasmRanges.Of(
                    index.First is null ? (step > 0 ? 0 : register.Length - 1) : evaluator.Whole(index.First, "the first index"),
                    step,
                    index.Last is null ? (step > 0 ? register.Length - 1 : 0) : evaluator.Whole(index.Last, "the last index"),
                    register.Length,
                    Wrong);
            var whole = register;
            register = [.. places.Select(p => QasmRanges.Element(whole, p, operand.Name, Wrong, noun))];
            if (register.Length == 0)
            {
                throw Wrong($"the range of {operand.Name} is empty.");
            }
        }

        return register;
    }
}
