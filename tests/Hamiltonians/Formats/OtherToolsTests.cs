using System.Text.Json;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.Validation;
using Quiver.Tests;
using Xunit;

namespace Quiver.Hamiltonians.Tests.Formats;

public sealed class OtherToolsTests
{
    [Theory]
    [InlineData("pennylane", "json")]
    [InlineData("qdk", "json")]
    [InlineData("benchpress", "json")]
    [InlineData("hamlib", "hdf5 (HamLib)")]
    public void Write_ThenRead_KeepsEveryTerm(string format, string shown)
    {
        var builder = new PauliSumBuilder(6);
        var random = RandomPauli.Sum(5, 40, 3);
        for (var i = 0; i < random.Count; i++)
        {
            // The last qubit is idle.
            builder.Add(PauliString.Parse(random.String(i) + "I"), random.Coefficient(i).Real);
        }

        var sum = builder.Build(-1);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "operator.out");
        HamiltonianWriter.Write(path, sum, format);
        var read = HamiltonianReader.Read(path);
        Assert.Equal(shown, read.Format);
        Assert.Equal(6, read.Sum.Qubits);
        Assert.Equal(sum.Count, read.Sum.Count);
        for (var i = 0; i < sum.Count; i++)
        {
            Assert.Equal(sum.String(i), read.Sum.String(i));
            Assert.Equal(sum.Coefficient(i), read.Sum.Coefficient(i));
        }
    }

    /// <summary>Under one name stand strings of two orders: which one was taken is always said.</summary>
    [Theory]
    [InlineData("[1, 2]", "XXI", "IZZ", "leftmost letter of a string was read as qubit 0")]
    [InlineData("{\"real\": [1, 2], \"imag\": [0, 0]}", "IXX", "ZZI", "the last letter is qubit 0")]
    public void Read_PauliStrings_SaysWhichLetterIsQubit0(string coefficients, string first, string second, string note)
    {
        using var folder = new TemporaryFolder();
        var file = HamiltonianReader.Read(folder.Write("h.json", $"{{\"pauli_strings\": [\"XXI\", \"IZZ\"], \"coefficients\": {coefficients}}}"));
        Assert.Equal([first, second], new[] { file.Sum.String(0).ToString(), file.Sum.String(1).ToString() });
        Assert.Single(file.Notes, n => n.Contains("qubit 0", StringComparison.Ordinal));
        Assert.Contains(file.Notes, n => n.Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public void Qdk_Grouping_TravelsBothWays()
    {
        var sum = HamiltonianReader.Read(SharedData.Molecule("h2.fcidump")).Sum;
        int[][] groups = [[.. Enumerable.Range(0, 9)], [.. Enumerable.Range(9, sum.Count - 9)]];
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "h2.qubit_hamiltonian.json");
        HamiltonianWriter.Write(path, sum, "qdk", groups);
        using (var document = JsonDocument.Parse(File.ReadAllBytes(path)))
        {
            // Rightmost letter is qubit 0.
            Assert.Equal(new string([.. sum.String(3).ToString().Reverse()]), document.RootElement.GetProperty("pauli_strings")[3].GetString());
            Assert.Equal("flat", document.RootElement.GetProperty("term_partition").GetProperty("kind").GetString());
        }

        Assert.Equal(groups, GroupingReader.Read(path, HamiltonianReader.Read(path), new Notes()));
        Assert.Equal(groups, GroupingReader.Read(path, HamiltonianReader.Read(SharedData.Molecule("h2.fcidump")), new Notes()));
        Assert.Contains("holds no grouping", Assert.Throws<InputException>(() => HamiltonianWriter.Write(path, sum, "json", groups)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Benchpress_SeveralRecords_AreChosenByNumberOrName()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "b.json");
        File.WriteAllText(path, """
            [{"ham_instance": "/a/", "ham_qubits": 2, "ham_hamlib_hamiltonian_terms": ["IZ"], "ham_hamlib_hamiltonian_coefficients": [0.5]},
             {"ham_instance": "/b/", "ham_qubits": 2, "ham_hamlib_hamiltonian_terms": ["XI", "ZZ"], "ham_hamlib_hamiltonian_coefficients": [0.25, 2]}]
            """);
        Assert.Equal("ZI", HamiltonianReader.Read(path, new() { Key = "1" }).Sum.String(0).ToString());
        Assert.Equal("IX", HamiltonianReader.Read(path, new() { Key = "b" }).Sum.String(0).ToString());
        Assert.Contains("2 records", Assert.Throws<InputException>(() => HamiltonianReader.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("h2.fcidump", "fcidump")]
    [InlineData("lih.fcidump", "fcidump")]
    [InlineData("lih.fcidump", "openfermion-hdf5")]
    public void Integrals_WriteThenRead_GiveTheSameOperator(string molecule, string format)
    {
        var file = HamiltonianReader.Read(SharedData.Molecule(molecule));
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "copy");
        IntegralWriter.Write(path, file.Integrals!, format);
        var copy = HamiltonianReader.Read(path);
        Assert.Equal(file.Integrals!.Electrons, copy.Integrals!.Electrons);
        Assert.Equal(file.Integrals.Spin, copy.Integrals.Spin);
        RequireEqual(file.Sum, copy.Sum);
    }

    [Fact]
    public void Fcidump_Unrestricted_KeepsAlphaAndBetaApart()
    {
        const int n = 3;
        var random = new Random(5);
        double[] One()
        {
            var h = new double[n * n];
            for (var p = 0; p < n; p++)
            {
                for (var q = 0; q <= p; q++)
                {
                    h[(p * n) + q] = h[(q * n) + p] = random.NextDouble() - 0.5;
                }
            }

            return h;
        }

        // (pq|rs) of pairs: products of symmetric matrices have all symmetries.
        double[] Two(double[] a, double[] b) => [.. from x in a from y in b select x * y];
        var (alpha, beta) = (One(), One());
        var integrals = new MolecularIntegrals(n, 3, 1, 0.25, [One(), One()], [Two(alpha, alpha), Two(alpha, beta), Two(beta, beta)]);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "u.fcidump");
        IntegralWriter.Write(path, integrals, "fcidump");
        var copy = HamiltonianReader.Read(path).Integrals!;
        Assert.False(copy.IsRestricted);
        for (var p = 0; p < n; p++)
        {
            for (var q = 0; q < n; q++)
            {
                Assert.Equal(integrals.One(p, q, true), copy.One(p, q, true), 1e-15);
                Assert.Equal(integrals.Two(p, q, q, p, false, true), copy.Two(p, q, q, p, false, true), 1e-15);
                Assert.Equal(integrals.Two(p, 1, q, 0, true, true), copy.Two(p, 1, q, 0, true, true), 1e-15);
            }
        }
    }

    private static void RequireEqual(PauliSum expected, PauliSum actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected.String(i), actual.String(i));
            Assert.Equal(expected.Coefficient(i).Real, actual.Coefficient(i).Real, 1e-14);
        }
    }
}
