using System.Globalization;
using System.Numerics;
using System.Text;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Reads Qiskit operators as Python prints or builds them: <c>SparsePauliOp(['XY'], coeffs=[0.5+0.j])</c>,
/// <c>[('XY', 0.5), ...]</c> (to_list), <c>[('XY', [0, 3], 0.5), ...]</c> (to_sparse_list), the calls <c>from_list</c> and
/// <c>from_sparse_list</c>, and the opflow classes PauliOp, PauliSumOp and SummedOp. Qiskit's qubit 0 is the last letter of
/// a label, so every label is reversed.
/// </summary>
internal static class QiskitText
{
    public static HamiltonianFile Read(string path)
    {
        string text;
        try
        {
            using var reader = TextSource.Open(path);
            text = TextSource.WithoutMark(reader.ReadToEnd());
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException(path, 0, "the file is not Unicode text (UTF-8 or UTF-16), or it is cut off within a character.", e);
        }

        var operators = new Terms(path);
        operators.Add(PythonText.Parse(path, text), Complex.One);
        return operators.File();
    }

    private sealed class Terms(string path)
    {
        private readonly List<(string Label, int[]? Qubits, Complex Value, long Line)> list = [];
        private readonly Notes notes = new();
        private int? qubits;

        public void Add(PythonNode node, Complex scale)
        {
            switch (node.Kind)
            {
                case PythonNode.Type.List:
                    AddList(node, scale);
                    break;
                case PythonNode.Type.Call:
                    AddCall(node, scale);
                    break;
                default:
                    throw new InputException(path, node.Line,
                        "a list of labels and coefficients, or SparsePauliOp(...), is expected here.");
            }
        }

        public HamiltonianFile File()
        {
            if (list.Count == 0)
            {
                throw new InputException(path, 0, "the file holds no label.");
            }

            var collector = new SumCollector(path);
            var named = list.Where(t => t.Qubits is not null).SelectMany(t => t.Qubits!).DefaultIfEmpty(-1).Max() + 1;
            if (qubits is null && named > 0)
            {
                notes.Add($"The file names no num_qubits: {named} qubits were taken, up to the highest one named.");
            }

            var size = qubits ?? named;
            if (size > SumCollector.MaxQubits || named > size)
            {
                throw new InputException(path, 0,
                    named > size ? $"qubit {named - 1} does not exist: num_qubits is {size}."
                    : $"{size} qubits: 1 to {SumCollector.MaxQubits} are supported.");
            }

            collector.RequireMemory(list.Count(t => t.Qubits is not null), Math.Max(1, size));
            foreach (var (label, at, value, line) in list)
            {
                collector.Add(at is null ? Reversed(label) : Spread(label, at, Math.Max(1, size), line), value, line);
            }

            collector.Notes.AddRange(notes.Sentences);
            var file = collector.File("qiskit");
            return qubits is { } count && count != file.Sum.Qubits
                ? throw new InputException(path, 0, $"num_qubits is {count}, but the labels have {file.Sum.Qubits} letters.")
                : file with { LabelsReversed = true };
        }

        private void AddCall(PythonNode call, Complex scale)
        {
            PythonNode? Argument(string name, int position) =>
                call.Named.GetValueOrDefault(name) ?? (call.Items.Count > position ? call.Items[position] : null);
            var first = call.Items.Count > 0 ? call.Items[0] : call.Named.GetValueOrDefault("data") ?? call.Named.GetValueOrDefault("obj")
                ?? call.Named.GetValueOrDefault("primitive") ?? call.Named.GetValueOrDefault("oplist")
                ?? throw new InputException(path, call.Line, $"'{SumCollector.Short(call.Text)}' is called without an operator.");
            var name = call.Text[(call.Text.LastIndexOf('.') + 1)..];
            switch (name)
            {
                case "from_list" or "from_sparse_list":
                    Count(Argument("num_qubits", 1));
                    AddList(Unwrap(first), scale * Factor(call.Named.GetValueOrDefault("coeff"), call));
                    break;
                case "PauliSumOp" or "SummedOp" or "SparsePauliOp" when first.Kind == PythonNode.Type.Call && !IsLabels(first):
                    Add(first, scale * Factor(Argument("coeff", 1), call));
                    break;
                case "PauliSumOp" or "SummedOp":
                    foreach (var item in Unwrap(first).Items)
                    {
                        Add(item, scale * Factor(Argument("coeff", 1), call));
                    }

                    break;
                case "PauliOp":
                    list.Add(Labelled(Label(first), null, scale * Factor(Argument("coeff", 1), call), call.Line));
                    break;
                case "SparsePauliOp":
                    AddOperator(Unwrap(first), Argument("coeffs", 1), scale, call);
                    break;
                case "PauliList" or "Pauli":
                    throw new InputException(path, call.Line, "these are labels without coefficients, not a Hamiltonian.");
                default:
                    throw new InputException(path, call.Line,
                        $"'{SumCollector.Short(call.Text)}' is no operator that is read here: save its to_list().");
            }
        }

        private void AddOperator(PythonNode labels, PythonNode? coefficients, Complex scale, PythonNode call)
        {
            PythonNode[] items = labels.Kind == PythonNode.Type.List ? [.. labels.Items] : [labels];
            if (coefficients is null && items.Length > 0)
            {
                notes.Add("SparsePauliOp names no coeffs: every coefficient is 1, as in Qiskit.");
            }

            var values = coefficients is null ? [.. items.Select(_ => Complex.One)]
                : Array.ConvertAll([.. Unwrap(coefficients) is { Kind: PythonNode.Type.List } many ? many.Items : [coefficients]], Value);
            if (values.Length != items.Length)
            {
                throw new InputException(path, call.Line, $"{items.Length} labels have {values.Length} coefficients: the file looks cut "
                    + $"off.");
            }

            for (var i = 0; i < items.Length; i++)
            {
                list.Add(Labelled(Label(items[i]), null, scale * values[i], items[i].Line));
            }
        }

        private void AddList(PythonNode node, Complex scale)
        {
            if (node.Items.Count > 0 && node.Items.All(i => i.Kind == PythonNode.Type.Text))
            {
                throw new InputException(path, node.Line, $"{node.Items.Count} labels have 0 coefficients: this is a list of labels, or "
                    + $"the file looks cut off.");
            }

            foreach (var item in node.Items)
            {
                if (item.Kind == PythonNode.Type.Call && !IsLabels(item))
                {
                    Add(item, scale);
                    continue;
                }

                if (item.Kind != PythonNode.Type.List)
                {
                    throw new InputException(path, item.Line, "each entry is a pair ('XY', 0.5) or a triple ('XY', [0, 3], 0.5).");
                }

                if (item.Items.Count > 0 && item.Items.All(i => i.Kind == PythonNode.Type.Text))
                {
                    throw new InputException(path, item.Line,
                        "these are labels without coefficients, a grouping perhaps, not a Hamiltonian.");
                }

                list.Add(item.Items switch
                {
                    [var label, var value] when IsLabel(label) => Labelled(Label(label), null, scale * Value(value), item.Line),
                    [var value, var label] when IsLabel(label) => Labelled(Label(label), null, scale * Value(value), item.Line),
                    [var label, var indices, var value] when IsLabel(label)
                        && Unwrap(indices) is { Kind: PythonNode.Type.List } at => Labelled(
                            Label(label), [.. at.Items.Select(Index)], scale * Value(value), item.Line),
                    _ => throw new InputException(path, item.Line, "each entry is a pair ('XY', 0.5) or a triple ('XY', [0, 3], 0.5)."),
                });
            }
        }

        private void Count(PythonNode? node)
        {
            if (node is { Kind: PythonNode.Type.Number })
            {
                qubits = Index(node);
            }
        }

        private int Index(PythonNode node) =>
            node.Kind == PythonNode.Type.Number && node.Value.Imaginary == 0 && node.Value.Real is >= 0 and <= int.MaxValue
                && Math.Floor(node.Value.Real) == node.Value.Real
                ? (int)node.Value.Real
                : throw new InputException(path, node.Line, "a qubit number is a whole number from 0.");

        private Complex Factor(PythonNode? node, PythonNode call) => node is null ? Complex.One : node.Kind == PythonNode.Type.Number
            ? node.Value
            : throw new InputException(path, call.Line, "coeff is not a number (parameters have to be bound).");

        private Complex Value(PythonNode node) => node switch
        {
            { Kind: PythonNode.Type.Number } => node.Value,
            { Kind: PythonNode.Type.Text } when NumberText.TryParse(node.Text, out var value) => value,
            { Kind: PythonNode.Type.List, Items: [{ Kind: PythonNode.Type.Number } re, { Kind: PythonNode.Type.Number } im] } =>
                new Complex(re.Value.Real, im.Value.Real),
            { Kind: PythonNode.Type.Call, Items: [var inner] } when inner.Kind == PythonNode.Type.Number => inner.Value,
            {
                Kind: PythonNode.Type.Call, Items: [{ Kind: PythonNode.Type.Number } re, { Kind: PythonNode.Type.Number } im],
                Text: "complex"
            } => new Complex(re.Value.Real, im.Value.Real),
            _ => throw new InputException(path, node.Line, "a coefficient is not a number."),
        };

        /// <summary>The list inside <c>array([...], dtype=complex)</c>, <c>PauliList([...])</c> and the like.</summary>
        private static PythonNode Unwrap(PythonNode node)
        {
            while (node.Kind == PythonNode.Type.Call && node.Items.Count > 0
                && node.Text[(node.Text.LastIndexOf('.') + 1)..] is "array" or "asarray" or "PauliList" or "list" or "tuple")
            {
                node = node.Items[0];
            }

            return node;
        }

        private static bool IsLabels(PythonNode node) =>
            node.Text[(node.Text.LastIndexOf('.') + 1)..] is "PauliList" or "Pauli" or "array" or "list" or "tuple";

        private static bool IsLabel(PythonNode node) =>
            node.Kind == PythonNode.Type.Text
            || (node.Kind == PythonNode.Type.Call && node.Text.EndsWith("Pauli", StringComparison.Ordinal));

        private string Label(PythonNode node) => node switch
        {
            { Kind: PythonNode.Type.Text } => node.Text,
            { Kind: PythonNode.Type.Call, Items: [{ Kind: PythonNode.Type.Text } inner] } when node.Text.EndsWith("Pauli",
                StringComparison.Ordinal) => inner.Text,
            _ => throw new InputException(path, node.Line, "a label such as 'XY' was expected here."),
        };

        /// <summary>Takes a phase such as -, i or -i off a label.</summary>
        private static (string, int[]?, Complex, long) Labelled(string label, int[]? at, Complex value, long line)
        {
            var start = 0;
            if (label.Length > start && label[start] is '+' or '-')
            {
                value = label[start++] == '-' ? -value : value;
            }

            start += label.AsSpan(start).StartsWith("1j") || label.AsSpan(start).StartsWith("1i") ? 1 : 0;
            if (label.Length > start && label[start] is 'i' or 'j')
            {
                value *= Complex.ImaginaryOne;
                start++;
            }

            return (label[start..], at, value, line);
        }

        private string Spread(string letters, int[] at, int size, long line)
        {
            if (letters.Length != at.Length)
            {
                throw new InputException(path, line, $"'{SumCollector.Short(letters)}' has {letters.Length} letters, but {at.Length} "
                    + $"qubits are named.");
            }

            return PauliText.Label(letters.Select((c, i) => c + at[i].ToString(CultureInfo.InvariantCulture)), size, path, line);
        }

        private static string Reversed(string label)
        {
            var letters = label.ToCharArray();
            Array.Reverse(letters);
            return new string(letters);
        }
    }
}
