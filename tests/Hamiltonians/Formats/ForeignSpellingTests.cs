using System.Globalization;
using CsCheck;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Formats;

/// <summary>One operator in the spelling of each foreign tool is one object.</summary>
public sealed class ForeignSpellingTests
{
    private static readonly string[] Spellings = ["to_list", "to_sparse_list", "SparsePauliOp", "from_sparse_list", "SummedOp", "opflow", "pennylane", "pennylane json", "two lists", "sparse json", "openfermion header", "last letter first"];

    [Fact]
    public void Read_AnySpelling_IsTheSameOperator() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[1, 12], Gen.Int[0, 1000], Gen.Int[0, Spellings.Length - 1]).Sample(
            (qubits, terms, seed, spelling) =>
            {
                var sum = RandomPauli.Sum(qubits, terms, seed);
                using var folder = new TemporaryFolder();
                var file = HamiltonianReader.Read(folder.Write("h", Text(sum, Spellings[spelling])), new HamiltonianReadOptions { Qubits = qubits });
                Assert.Equal(sum.Count, file.Sum.Count);
                for (var i = 0; i < sum.Count; i++)
                {
                    Assert.Equal(sum.String(i).ToString(), file.Sum.String(i).ToString());
                    Assert.Equal(sum.Coefficient(i), file.Sum.Coefficient(i));
                }
            },
            iter: 300);

    [Fact]
    public void Read_ScaledOperator_ScalesTheCoefficientsAndNothingElse()
    {
        foreach (var power in new[] { -30, 30 })
        {
            var factor = Math.ScaleB(1, power);
            var plain = Read("XX 0.5\nZZ (0.25+1e-12j)\nXX 0.25\nYY 0.125\nYY -0.125\n");
            var scaled = Read(string.Create(CultureInfo.InvariantCulture, $"XX {0.5 * factor:R}\nZZ ({0.25 * factor:R}+{1e-12 * factor:R}j)\nXX {0.25 * factor:R}\nYY {0.125 * factor:R}\nYY {-0.125 * factor:R}\n"));
            Assert.True(scaled.Sum.IsReal);
            Assert.Equal(2, scaled.Sum.Count);
            for (var i = 0; i < 2; i++)
            {
                Assert.Equal(plain.Sum.Coefficient(i) * factor, scaled.Sum.Coefficient(i));
            }
        }
    }

    [Theory]
    [InlineData("constant -1.5\n0.5 X0 X1\n;")]
    [InlineData(",\nconstant -1.5\n0.5 X0 X1\n")]
    [InlineData("constant -1.5\n ;, : # nothing here\n0.5 X0 X1\n")]
    public void Read_LineOfSeparatorsAlone_CountsAsBlank(string text)
    {
        var sum = Read(text).Sum;
        Assert.Equal(["II -1.5", "XX 0.5"], Enumerable.Range(0, sum.Count).Select(i => $"{sum.String(i)} {sum.Coefficient(i).Real.ToString(CultureInfo.InvariantCulture)}").Order());
    }

    [Theory]
    [InlineData("[('Z', [0, 0], 1.0)]", "2 qubits are named")]
    [InlineData("[('ZZ', [0, 0], 1.0)]", "qubit 0 stands twice")]
    [InlineData("[('Z', 0, 1.0)]", "('XY', [0, 3], 0.5)")]
    [InlineData("SparsePauliOp.from_sparse_list([('Z', [3], 1.0)], num_qubits=2)", "qubit 3 does not exist: num_qubits is 2")]
    [InlineData("PauliList(['XX'])", "labels without coefficients")]
    [InlineData("BosonOperator:\n1 [0^ 0]", "BosonOperator is no operator on qubits")]
    [InlineData("nuclear repulsion 0.7\n0.5 X0\n", "a.txt:1: 'nuclear repulsion 0.7' is neither a term")]
    [InlineData("0.5 * ZZ\n+ 0.25 *", "cut off")]
    [InlineData("{\"terms\": {\"XX\": 1}, \"wire_map\": {\"0\": 0}}", "the wire_map names 1 wires")]
    [InlineData("{\"X3\": 1, \"n_qubits\": 2}", "the file names 2 qubits, its terms have 4")]
    [InlineData("nuc=1 0,0=1\nnuc=2 0,0=1\n", "2 molecules: choose one with option Key 1 to 2")]
    [InlineData("&FCI NORB=2,NELEC=2,UHF=maybe &END\n 0 0 0 0 0\n", "neither true")]
    [InlineData("&FCI NORB=2,NELEC=2,TREL=.TRUE. &END\n 0 0 0 0 0\n", "mix both spins")]
    public void Read_WrongSpelling_IsRefused(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InputException>(() => { HamiltonianReader.Read(folder.Write("a.txt", content)); });
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("const: -1.5\n0.5 X0 X1\n", -1.5)]
    [InlineData("0.5 X0 X1\nconstant -1.5\n", -1.5)]
    [InlineData("[] -1.5\n0.5 X0 X1\n", -1.5)]
    [InlineData("-1.5 I\n0.5 X0 X1\n", -1.5)]
    [InlineData("constant -1.5\nXX 0.5\n", -1.5)]
    [InlineData("{\"XX\": 0.5, \"constant\": -1.5}", -1.5)]
    [InlineData("0.5 * X(0) @ X(1) - 1.5 * I(0)", -1.5)]
    [InlineData("XX 0.5\nII -1\nII -0.5", -1.5)]
    public void Read_ConstantInAnyWords_IsTheIdentity(string content, double constant)
    {
        var sum = Read(content).Sum;
        Assert.Equal(2, sum.Count);
        Assert.Equal(constant, sum.Coefficient(sum.IndexOfIdentity()).Real);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-8")]
    public void Read_AnyUnicodeForm_IsTheSame(string encoding)
    {
        using var folder = new TemporaryFolder();
        foreach (var content in new[] { "XX 0.5\r\nZZ 0.25\r\n", "{\"XX\": 0.5, \"ZZ\": 0.25}", "[('XX', 0.5), ('ZZ', 0.25)]", "0.5 [X0 X1] +\n0.25 [Z0 Z1]", "XX 0.5\rZZ 0.25\r" })
        {
            var path = Path.Combine(folder.Path, "u");
            File.WriteAllText(path, content, System.Text.Encoding.GetEncoding(encoding));
            Assert.Equal(2, HamiltonianReader.Read(path).Sum.Count);
        }
    }

    private static HamiltonianFile Read(string content)
    {
        using var folder = new TemporaryFolder();
        return HamiltonianReader.Read(folder.Write("a.txt", content));
    }

    private static string Text(PauliSum sum, string spelling)
    {
        var terms = Enumerable.Range(0, sum.Count).Select(i => (Label: sum.String(i).ToString(), Number: sum.Coefficients[i].ToString("R", CultureInfo.InvariantCulture))).ToArray();
        string Reversed(string label) => new([.. label.Reverse()]);
        (char Letter, int Qubit)[] Factors(string label) => [.. label.Select((c, q) => (c, q)).Where(f => f.c != 'I')];
        string Wires(string label) => string.Join(" @ ", Factors(label).Select(f => $"{f.Letter}({f.Qubit})"));
        string Sparse((string Label, string Number) t) => $"('{string.Concat(Factors(t.Label).Select(f => f.Letter))}', [{string.Join(", ", Factors(t.Label).Select(f => f.Qubit))}], {t.Number})";
        return spelling switch
        {
            "to_list" => $"[{string.Join(", ", terms.Select(t => $"('{Reversed(t.Label)}', {t.Number})"))}]",
            "to_sparse_list" or "from_sparse_list" => $"SparsePauliOp.from_sparse_list([{string.Join(",\n ", terms.Select(Sparse))}], num_qubits={sum.Qubits})",
            "SparsePauliOp" => $"op = SparsePauliOp([{string.Join(", ", terms.Select(t => $"'{Reversed(t.Label)}'"))}],\n  coeffs=np.array([{string.Join(", ", terms.Select(t => t.Number + " +0.j"))}]))\n",
            "SummedOp" => $"SummedOp([{string.Join(", ", terms.Select(t => $"PauliOp(Pauli('{Reversed(t.Label)}'), coeff={t.Number})"))}], coeff=1.0, abelian=False)",
            "opflow" => string.Join("\n+ ", terms.Select(t => $"{t.Number} * {Reversed(t.Label)}")),
            "pennylane" => string.Join(" + ", terms.Select(t => $"{t.Number} * ({Wires(t.Label)})")),
            "pennylane json" => $"{{\"terms\": {{{string.Join(", ", terms.Select(t => $"\"{t.Label}\": {t.Number}"))}}}, \"wire_map\": {{{string.Join(", ", Enumerable.Range(0, sum.Qubits).Select(q => $"\"{q}\": {q}"))}}}}}",
            "two lists" => $"{{\"coeffs\": [{string.Join(", ", terms.Select(t => t.Number))}], \"paulis\": [{string.Join(", ", terms.Select(t => $"\"{t.Label}\""))}]}}",
            "sparse json" => $"{{\"n_qubits\": {sum.Qubits}, {string.Join(", ", terms.Select(t => $"\"{string.Join(' ', Factors(t.Label).Select(f => $"{f.Letter}{f.Qubit}"))}\": {t.Number}"))}}}",
            "openfermion header" => "QubitOperator:\n" + string.Join(" +\n", terms.Select(t => $"{t.Number} [{string.Join(' ', Factors(t.Label).Select(f => $"{f.Letter}{f.Qubit}"))}]")),
            _ => string.Concat(terms.Select(t => $"{t.Number} {t.Label}\n")),
        };
    }
}
