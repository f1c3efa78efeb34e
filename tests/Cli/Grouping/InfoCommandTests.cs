using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Grouping;

public sealed class InfoCommandTests
{
    [Fact]
    public void Info_LiH_GivesSizesSymmetriesAndEnergies()
    {
        var (code, output, error) = QuiverProcess.Run("info", SharedData.Molecule("lih.fcidump"), "--mapping", "bk", "--json", "-");
        Assert.True(code == 0, error);
        var root = ResultJson.Results(output);
        Assert.Equal(12, root.GetProperty("qubits").GetInt32());
        Assert.Equal(631, root.GetProperty("terms").GetInt32());
        Assert.Equal(631, root.GetProperty("weights").EnumerateArray().Sum(w => w.GetProperty("terms").GetInt32()));
        Assert.Equal("BravyiKitaev", Assert.Single(root.GetProperty("conservesElectronsUnder").EnumerateArray()).GetProperty("mapping").GetString());
        Assert.Equal(2, root.GetProperty("alpha").GetInt32());
        Assert.Equal(4, root.GetProperty("z2Symmetries").GetArrayLength());
        Assert.Equal(-7.7673621360, root.GetProperty("hartreeFock").GetDouble(), 1e-7);
        Assert.Equal(-7.7844602803, root.GetProperty("energy").GetDouble(), 1e-7);
        Assert.InRange(root.GetProperty("cisd").GetDouble(), root.GetProperty("energy").GetDouble(), root.GetProperty("hartreeFock").GetDouble());
    }

    [Fact]
    public void Info_TextWithoutHeader_FindsTheElectronsInTheGroundState()
    {
        using var folder = new TemporaryFolder();

        // H2, STO-3G, 0.7414 angstrom, Jordan-Wigner with alternating spins: the table of Seeley, Richard, Love (2012).
        var path = folder.Write("h2.txt", """
            IIII -0.81261
            ZIII 0.171201
            IZII 0.171201
            IIZI -0.2227965
            IIIZ -0.2227965
            ZZII 0.16862325
            ZIZI 0.12054625
            ZIIZ 0.165868
            IZZI 0.165868
            IZIZ 0.12054625
            IIZZ 0.17434925
            XXYY -0.04532175
            XYYX 0.04532175
            YXXY 0.04532175
            YYXX -0.04532175
            """);
        var (code, output, error) = QuiverProcess.Run("info", path, "--json", "-");
        Assert.True(code == 0, error);
        var root = ResultJson.Results(output);
        Assert.Equal("ground state", root.GetProperty("sectorFrom").GetString());
        Assert.Equal("Interleaved", root.GetProperty("spinOrder").GetString());
        Assert.Equal(1, root.GetProperty("alpha").GetInt32());
        Assert.Equal(1, root.GetProperty("beta").GetInt32());
        Assert.Equal(-1.851046, root.GetProperty("energy").GetDouble(), 1e-5);
        Assert.Equal(root.GetProperty("energy").GetDouble(), root.GetProperty("cisd").GetDouble(), 1e-9);
    }

    [Fact]
    public void Info_WithoutState_LeavesTheEnergiesOut()
    {
        var (code, output, error) = QuiverProcess.Run("info", SharedData.Molecule("n2.fcidump"), "--state", "none", "--json", "-");
        Assert.True(code == 0, error);
        var document = ResultJson.Results(output);
        foreach (var name in new[] { "energy", "hartreeFock", "cisd" })
        {
            Assert.Equal(JsonValueKind.Null, document.GetProperty(name).ValueKind);
        }
    }
}
