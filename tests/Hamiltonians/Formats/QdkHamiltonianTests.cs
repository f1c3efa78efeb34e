using System.Globalization;
using System.Text;
using PureHDF;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.States;
using Quiver.Tests;
using Xunit;

namespace Quiver.Hamiltonians.Tests.Formats;

/// <summary>qdk-chemistry's integrals in every layout it writes, made from one molecule of ours.</summary>
public sealed class QdkHamiltonianTests
{
    private const string Atoms = "\"orbitals\": {\"inactive_space_indices\": {\"alpha\": [0]}, \"basis_set\": {\"ecp_electrons\": [2, 0], \"structure\": {\"nuclear_charges\": [5, 1.0]}}}";

    public static TheoryData<string> Layouts() => ["plain", "blocks", "hdf5", "sparse"];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Read_EveryLayout_GivesTheOperatorOfTheIntegrals(string layout)
    {
        var expected = HamiltonianReader.Read(SharedData.Molecule("h2.fcidump"));
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "h2");
        Write(path, layout, expected.Integrals!, null);
        var read = HamiltonianReader.Read(path, new HamiltonianReadOptions { Electrons = 2, Spin = 0 });
        Assert.Equal(expected.Sum.Count, read.Sum.Count);
        for (var i = 0; i < expected.Sum.Count; i++)
        {
            Assert.Equal(expected.Sum.String(i), read.Sum.String(i));
            Assert.Equal(expected.Sum.Coefficient(i).Real, read.Sum.Coefficient(i).Real, 1e-14);
        }

        Assert.Equal((1, 1), (read.Sector!.Alpha, read.Sector.Beta));

        // Without electrons or atoms no sector is made up.
        var open = HamiltonianReader.Read(path);
        Assert.Null(open.Sector);
        Assert.Contains(open.Notes, n => n.Contains("neither electrons nor atoms", StringComparison.Ordinal));
        Assert.Contains("option Electrons", Assert.Throws<InputException>(() => HamiltonianReader.Read(path, new() { Frozen = 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithAtoms_CountsElectronsOfTheActiveOrbitals()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "h2.json");
        Write(path, "blocks", HamiltonianReader.Read(SharedData.Molecule("h2.fcidump")).Integrals!, Atoms);

        // 6 charges, less 2 of the core potential, less 2 in the inactive orbital.
        var read = HamiltonianReader.Read(path);
        Assert.Equal(2, read.Sector!.Alpha + read.Sector.Beta);
        Assert.Contains(read.Notes, n => n.Contains("2 were taken", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_Unrestricted_KeepsAlphaAndBetaApart()
    {
        double[] one = [1, 0.5, 0.5, 2], other = [3, 0.25, 0.25, 4];
        double[] Two(double[] a, double[] b) => [.. from x in a from y in b select x * y];
        var integrals = new MolecularIntegrals(2, 2, 0, 0.5, [one, other], [Two(one, one), Two(one, other), Two(other, other)]);
        using var folder = new TemporaryFolder();
        foreach (var layout in new[] { "plain", "blocks", "hdf5" })
        {
            var path = Path.Combine(folder.Path, layout);
            Write(path, layout, integrals, null);
            var read = HamiltonianReader.Read(path, new() { Electrons = 2, Spin = 0 }).Integrals!;
            Assert.False(read.IsRestricted);
            Assert.Equal(integrals.One(0, 1, true), read.One(0, 1, true));
            Assert.Equal(integrals.Two(0, 1, 1, 1, false, true), read.Two(0, 1, 1, 1, false, true));
            Assert.Equal(integrals.Two(0, 1, 1, 1, true, true), read.Two(0, 1, 1, 1, true, true));
        }
    }

    [Theory]
    [InlineData("\"canonical_four_center\"", "\"cholesky\"", "container 'cholesky'")]
    [InlineData("\"Hermitian\"", "\"NonHermitian\"", "not Hermitian")]
    [InlineData("\"core_energy\": ", "\"core_energy\": \"a\", \"x\": ", "core_energy")]
    [InlineData("\"blocks\"", "\"bricks\"", "broken or cut off")]
    [InlineData("\"data\": [", "\"data\": [1, ", "square")]
    public void Read_WhatIsNotUsable_SaysWhy(string from, string to, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "h2.json");
        Write(path, "blocks", HamiltonianReader.Read(SharedData.Molecule("h2.fcidump")).Integrals!, null);
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(reason, Assert.Throws<InputException>(() => HamiltonianReader.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("f2_10e6o.hamiltonian.json", 12, 10, -198.5084541852)]
    [InlineData("h2_v1_0_0.hamiltonian.h5", 4, 2, -1.1167593075)]
    public void Read_PublicSample_GivesTheKnownReference(string name, int qubits, int electrons, double hartreeFock)
    {
        var file = HamiltonianReader.Read(SharedData.Require("hamiltonians", "qdk_chemistry", name));
        Assert.Equal(qubits, file.Sum.Qubits);
        Assert.Equal(electrons, file.Sector!.Alpha + file.Sector.Beta);
        Assert.Equal(hartreeFock, ReferenceStates.HartreeFock(file.Sum, file.Sector, TestContext.Current.CancellationToken).Energy, 1e-9);
    }

    [Fact]
    public void Read_PublicSampleOfAModel_IsTheHubbardChain()
    {
        // Hopping 1 along four sites, 2 for each doubly occupied one, constant 1/2: one electron has 2 cos(pi k / 5).
        var file = HamiltonianReader.Read(
            SharedData.Require("hamiltonians", "qdk_chemistry", "h2_v1_1_0_sparse.hamiltonian.h5"), new() { Electrons = 1, Spin = 1 });
        Assert.Equal(0.5 - (2 * Math.Cos(Math.PI / 5)), GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken).Energy, 1e-10);
    }

    private static void Write(string path, string layout, MolecularIntegrals integrals, string? orbitals)
    {
        var n = integrals.Orbitals;
        double[] One(bool beta) => [.. from p in Enumerable.Range(0, n) from q in Enumerable.Range(0, n) select integrals.One(p, q, beta)];
        double[] Two(bool first, bool second) =>
        [
            .. from p in Enumerable.Range(0, n) from q in Enumerable.Range(0, n) from r in Enumerable.Range(0, n) from s in Enumerable.Range(0, n)
               select integrals.Two(p, q, r, s, first, second),
        ];
        if (layout is "hdf5" or "sparse")
        {
            WriteHdf5(path, layout, integrals, One, Two);
            return;
        }

        string List(IEnumerable<double> values) => "[" + string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture))) + "]";
        string Rows(double[] h) => "[" + string.Join(", ", h.Chunk(n).Select(List)) + "]";
        string Labels(params int[] spins) => "[" + string.Join(", ", spins.Select(s => $"{{\"values\": [{{\"kind\": \"spin\", \"two_ms\": {s}}}]}}")) + "]";
        string Block(double[] data, params string[] keys) => $"{{\"block\": {{\"rows\": {data.Length}, \"cols\": 1, \"data\": {List(data)}}}, \"keys\": [{string.Join(", ", keys)}]}}";
        var text = new StringBuilder("{\"version\": \"0.1.0\", \"container\": {\"container_type\": \"canonical_four_center\", \"type\": \"Hermitian\", ");
        text.Append(CultureInfo.InvariantCulture, $"\"core_energy\": {integrals.Constant:R}");
        if (layout is "plain")
        {
            text.Append($", \"one_body_integrals_alpha\": {Rows(One(false))}");
            text.Append(integrals.IsRestricted ? string.Empty : $", \"one_body_integrals_beta\": {Rows(One(true))}");
            text.Append($", \"two_body_integrals\": {{\"aaaa\": {List(Two(false, false))}, \"aabb\": {List(Two(false, true))}, \"bbbb\": {List(Two(true, true))}}}");
        }
        else if (integrals.IsRestricted)
        {
            text.Append($", \"one_body_integrals\": {{\"blocks\": [{Block(One(false), Labels(-1, -1), Labels(1, 1))}]}}");
            text.Append($", \"two_body_integrals\": {{\"blocks\": [{Block(Two(false, false), Labels(-1, -1, -1, -1), Labels(1, 1, -1, -1), Labels(-1, -1, 1, 1), Labels(1, 1, 1, 1))}]}}");
        }
        else
        {
            text.Append($", \"one_body_integrals\": {{\"blocks\": [{Block(One(true), Labels(-1, -1))}, {Block(One(false), Labels(1, 1))}]}}");
            text.Append($", \"two_body_integrals\": {{\"blocks\": [{Block(Two(true, true), Labels(-1, -1, -1, -1))}, {Block(Two(false, true), Labels(1, 1, -1, -1))}, {Block(Two(false, false), Labels(1, 1, 1, 1))}]}}");
        }

        text.Append(orbitals is null ? string.Empty : ", " + orbitals).Append("}}");
        File.WriteAllText(path, text.ToString());
    }

    private static void WriteHdf5(string path, string layout, MolecularIntegrals integrals, Func<bool, double[]> one, Func<bool, bool, double[]> two)
    {
        var n = integrals.Orbitals;
        var container = new H5Group
        {
            ["metadata"] = new H5Group { Attributes = new() { ["core_energy"] = integrals.Constant, ["type"] = "Hermitian" } },
        };
        container.Attributes = new() { ["container_type"] = layout is "sparse" ? "sparse" : "canonical_four_center" };
        if (layout is "sparse")
        {
            double Packed(int a, int b) => BitConverter.UInt64BitsToDouble((uint)a | ((ulong)b << 32));
            container["one_body_integrals_alpha_sparse"] = new H5Dataset(Table(one(false).SelectMany((v, k) => new[] { Packed(k / n, k % n), v }), 2))
            {
                Attributes = new() { ["num_orbitals"] = n },
            };
            container["two_body_integrals_sparse"] = new H5Dataset(Table(two(false, false).SelectMany((v, k) =>
                new[] { Packed(k / (n * n * n), k / (n * n) % n), Packed(k / n % n, k % n), v }), 3));
        }
        else
        {
            container["one_body_integrals_alpha"] = new H5Dataset(Table(one(false), n));
            container["two_body_integrals_aaaa"] = new H5Dataset(two(false, false));
            if (!integrals.IsRestricted)
            {
                container["one_body_integrals_beta"] = new H5Dataset(Table(one(true), n));
                container["two_body_integrals_aabb"] = new H5Dataset(two(false, true));
                container["two_body_integrals_bbbb"] = new H5Dataset(two(true, true));
            }
        }

        new H5File { ["container"] = container }.Write(path);
    }

    private static double[,] Table(IEnumerable<double> values, int columns)
    {
        var flat = values.ToArray();
        var table = new double[flat.Length / columns, columns];
        Buffer.BlockCopy(flat, 0, table, 0, flat.Length * sizeof(double));
        return table;
    }
}
