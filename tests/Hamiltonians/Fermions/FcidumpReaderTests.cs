using Quiver.Core.Runs;
using System.Globalization;
using System.Text;
using Quiver.Hamiltonians.Fermions;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Fermions;

public sealed class FcidumpReaderTests
{
    /// <summary>H2 in the spellings of several programs.</summary>
    [Theory]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0,\n ORBSYM=1,1,\n ISYM=1,\n&END\n")]
    [InlineData(" $fci norb = 2 , nelec = 2 , ms2 = 0 $end\n")]
    [InlineData("\n! made by hand\n&FCI\n NORB=2\n NELEC=2\n MS2=0\n UHF=.FALSE.\n/\n")]
    [InlineData("&FCI NORB= 2,NELEC= 2,MS2= 0,ORBSYM=1,1,ISYM=1,NPROP= 1 1 1, IUHF=0 /\n")]
    public void Read_HeaderSpellings_AreTheSame(string header)
    {
        const string body = " 0.6757D0 1 1 1 1\n .6645817 2 2 1 1\n\t1.8093E-01, 1 2 1 2\n(0.6985,0.0) 2 2 2 2\n -1.2563 1 1 0 0\n-0.4719 2 2 0 0\n-0.58 1 0 0 0\n 0.72 0 0 0 0\n\n";
        var integrals = Read(header + body);
        Assert.Equal((2, 2, 0, true), (integrals.Orbitals, integrals.Electrons, integrals.Spin, integrals.IsRestricted));
        Assert.Equal(0.72, integrals.Constant);
        Assert.Equal(-1.2563, integrals.One(0, 0));
        Assert.Equal(0.6757, integrals.Two(0, 0, 0, 0));
        foreach (var (p, q, r, s) in new[] { (0, 1, 0, 1), (1, 0, 0, 1), (0, 1, 1, 0), (1, 0, 1, 0) })
        {
            Assert.Equal(0.18093, integrals.Two(p, q, r, s));
        }

        Assert.Equal(integrals.Two(0, 0, 1, 1), integrals.Two(1, 1, 0, 0));
    }

    [Theory]
    [InlineData("&FCI NORB=2,NELEC=4,NELEC=2,MS2=0 &END", "NELEC")]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0,MS2=2 /", "MS2")]
    [InlineData("&FCI norb=2,NELEC=2,MS2=0\n NORB = 2 /", "NORB")]
    [InlineData("&FCINORB=2,NELEC=2,NORB=2 /", "NORB")]
    [InlineData("&FCI NORB=2,NELEC=2,ORBSYM=1,1,\n ISYM=1,ORBSYM=1,2 /", "ORBSYM")]
    [InlineData("&FCI NORB=2,NELEC=2,ORBSYM(2)=1,ORBSYM(1)=1, ORBSYM( 2 )=2 /", "ORBSYM( 2 )")]
    [InlineData("&FCI NORB=2,NELEC=2,ISYM=1,ISYM=1 /", "ISYM")]
    [InlineData("&FCI NORB=2,NELEC=2,UHF=.FALSE.,UHF=.FALSE. /", "UHF")]
    [InlineData("&FCI NORB=2,NELEC=2,NPROP=1 1 1,nprop=1 /", "NPROP")]
    public void Read_NameGivenTwice_IsRefusedByName(string header, string name)
    {
        var error = Assert.Throws<InputException>(() => { Read(header + "\n 0.5 1 1 1 1\n 0.1 1 1 0 0\n 0.1 2 2 0 0\n 0 0 0 0 0\n"); });
        Assert.Contains($"the header gives {name} twice.", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Names in remarks and in texts are none; neither is an end of the header there.</summary>
    [Fact]
    public void Read_RemarksInHeader_AreNoValues()
    {
        var integrals = Read("&FCI NORB=2,NELEC=2, ! NELEC=4 / MS2=0\n MS2=2, TITLE='MS2=0!NORB=3' ! triplet\n&END\n 0.5 1 1 1 1\n 0.1 1 1 0 0\n 0.1 2 2 0 0\n 0 0 0 0 0\n");
        Assert.Equal((2, 2, 2), (integrals.Orbitals, integrals.Electrons, integrals.Spin));
    }

    [Fact]
    public void Read_OddElectronsWithoutSpin_AreADoublet()
    {
        var integrals = Read("&FCI NORB=2,NELEC=3 &END\n 0.5 1 1 1 1\n 0 0 0 0 0\n");
        Assert.Equal((2, 1), (integrals.Alpha, integrals.Beta));
    }

    [Theory]
    [InlineData("blocks")]
    [InlineData("after")]
    [InlineData("spin orbitals")]
    [InlineData("spin blocks")]
    public void Read_UnrestrictedLayouts_EqualTheIntegralsTheyWereWrittenFrom(string layout)
    {
        var n = 3;
        var random = new Random(5);
        double[] Symmetric() => Fill(n, (_, _) => random.NextDouble() - 0.5);
        var one = new[] { Symmetric(), Symmetric() };
        var two = new[] { Pairs(n, random, true), Pairs(n, random, false), Pairs(n, random, true) };
        var expected = new MolecularIntegrals(n, 3, 1, 0.25, one, two);
        var integrals = Read(Write(expected, layout));
        Assert.False(integrals.IsRestricted);
        Assert.Equal((3, 3, 1, 0.25), (integrals.Orbitals, integrals.Electrons, integrals.Spin, integrals.Constant));
        foreach (var a in new[] { false, true })
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = 0; q < n; q++)
                {
                    Assert.Equal(expected.One(p, q, a), integrals.One(p, q, a));
                    foreach (var b in new[] { false, true })
                    {
                        for (var r = 0; r < n; r++)
                        {
                            for (var s = 0; s < n; s++)
                            {
                                Assert.Equal(expected.Two(p, q, r, s, a, b), integrals.Two(p, q, r, s, a, b));
                            }
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Read_UnrestrictedHydroxyl_IsADoubletWithTwoOrbitalSets()
    {
        var integrals = FcidumpReader.Read(SharedData.Require("hamiltonians", "fcidump", "qiskit_nature", "test_fcidump_oh.fcidump"), null, 1, new Notes());
        Assert.Equal((6, 5, 4, false), (integrals.Orbitals, integrals.Alpha, integrals.Beta, integrals.IsRestricted));
        Assert.Equal(-37.378218662230807, integrals.One(0, 0));
        Assert.Equal(-37.387372486455334, integrals.One(0, 0, true));
        Assert.Equal(8.3984091837142412, integrals.Two(0, 0, 0, 0, false, true));
        Assert.Equal(8.3984091837142412, integrals.Two(0, 0, 0, 0, true, false));
    }

    [Theory]
    [InlineData("UHF=.TRUE.")]
    [InlineData("uhf=.t.")]
    [InlineData("UHF = T")]
    [InlineData("UHF=true")]
    [InlineData("IUHF=1")]
    [InlineData("IUHF=.TRUE.")]
    [InlineData("IUHF= T")]
    public void Read_AnyFortranLogical_CountsSpinOrbitals(string logical)
    {
        const string body = " 0.5 1 1 1 1\n 0.4 1 1 2 2\n 0.3 2 2 2 2\n -1 1 1 0 0\n -0.9 2 2 0 0\n 0.2 3 1 3 1\n -0.5 3 3 0 0\n -0.4 4 4 0 0\n 0.7 0 0 0 0\n";
        var integrals = Read($"&FCI NORB=4,NELEC=2,MS2=0,{logical},\n&END\n{body}");
        Assert.Equal((2, false), (integrals.Orbitals, integrals.IsRestricted));
        Assert.Equal(-0.9, integrals.One(0, 0, true));
        Assert.True(Read($"&FCI NORB=4,NELEC=2,MS2=0,{logical.Replace("T", "F", StringComparison.OrdinalIgnoreCase).Replace("1", "0", StringComparison.Ordinal).Replace("FRUE", "FALSE", StringComparison.OrdinalIgnoreCase)},\n&END\n{body}").IsRestricted);
    }

    private static MolecularIntegrals Read(string content)
    {
        using var folder = new TemporaryFolder();
        return FcidumpReader.Read(folder.Write("FCIDUMP", content));
    }

    private static double[] Fill(int n, Func<int, int, double> value)
    {
        var result = new double[n * n];
        for (var p = 0; p < n; p++)
        {
            for (var q = 0; q <= p; q++)
            {
                result[p * n + q] = result[q * n + p] = value(p, q);
            }
        }

        return result;
    }

    private static double[] Pairs(int n, Random random, bool exchangeable)
    {
        var result = new double[n * n * n * n];
        for (var p = 0; p < n; p++)
        {
            for (var q = 0; q <= p; q++)
            {
                for (var r = 0; r < n; r++)
                {
                    for (var s = 0; s <= r; s++)
                    {
                        var value = exchangeable && (r, s).CompareTo((p, q)) > 0 ? 0 : random.NextDouble() - 0.5;
                        foreach (var (a, b, c, d) in value == 0 ? [] : new[] { (p, q, r, s), (q, p, r, s), (p, q, s, r), (q, p, s, r) })
                        {
                            result[((a * n + b) * n + c) * n + d] = value;
                            result[exchangeable ? ((c * n + d) * n + a) * n + b : ((a * n + b) * n + c) * n + d] = value;
                        }
                    }
                }
            }
        }

        return result;
    }

    private static string Write(MolecularIntegrals m, string layout)
    {
        var n = m.Orbitals;
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"&FCI NORB={(layout.StartsWith("spin", StringComparison.Ordinal) ? 2 * n : n)},NELEC={m.Electrons},MS2={m.Spin},{(layout == "blocks" ? "IUHF=1," : layout == "after" ? string.Empty : "UHF=.TRUE.,")}\n&END\n"));
        int Number(int p, bool beta) => layout switch { "after" or "spin blocks" => p + 1 + (beta ? n : 0), "spin orbitals" => 2 * p + 1 + (beta ? 1 : 0), _ => p + 1 };
        void Line(double value, int i, int j, int k, int l) => text.Append(CultureInfo.InvariantCulture, $" {value:R} {i} {j} {k} {l}\n");
        foreach (var (a, b) in new[] { (false, false), (true, true), (false, true) })
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = 0; q <= p; q++)
                {
                    for (var r = 0; r < n; r++)
                    {
                        for (var s = 0; s <= r; s++)
                        {
                            if (a != b || (r, s).CompareTo((p, q)) <= 0)
                            {
                                Line(m.Two(p, q, r, s, a, b), Number(p, a), Number(q, a), Number(r, b), Number(s, b));
                            }
                        }
                    }
                }
            }

            if (layout == "blocks")
            {
                Line(0, 0, 0, 0, 0);
            }
        }

        foreach (var a in new[] { false, true })
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = 0; q <= p; q++)
                {
                    Line(m.One(p, q, a), Number(p, a), Number(q, a), 0, 0);
                }
            }

            if (layout == "blocks")
            {
                Line(0, 0, 0, 0, 0);
            }
        }

        Line(m.Constant, 0, 0, 0, 0);
        return text.ToString();
    }
}
