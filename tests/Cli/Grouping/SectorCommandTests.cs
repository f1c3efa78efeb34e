using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Grouping;

/// <summary>Sectors and references as a user meets them: numbers, notes and exit codes of the command.</summary>
public sealed class SectorCommandTests
{
    [Theory]
    [InlineData("h2o_molpro_order.fcidump", -74.96298303, -75.01676908, -75.01768870)]
    [InlineData("h4_2plus.fcidump", -0.8389324891, -0.8803183929, -0.8803183929, "--taper", "parity")]
    [InlineData("h4_2plus.fcidump", -0.8389324891, -0.8803183929, -0.8803183929, "--taper", "all")]
    [InlineData("lih_5.fcidump", -7.56289060, -7.78242361, -7.78258281, "--taper", "all")]
    [InlineData("hehplus_labels.txt", -2.85436865, -2.86259524, -2.86259524, "--electrons", "2")]
    [InlineData("o2_ms0.fcidump", -147.63165529, -147.73712523, -147.74159686, "--taper", "all", "--ms2", "2")]
    public void Info_AnyFile_GivesTheEnergiesOfItsElectrons(string name, double hartreeFock, double cisd, double exact, params string[] options)
    {
        var root = Info(["info", Fault(name), .. options]);
        Assert.Equal(hartreeFock, root.GetProperty("hartreeFock").GetDouble(), 1e-7);
        Assert.Equal(cisd, root.GetProperty("cisd").GetDouble(), 1e-7);
        Assert.Equal(exact, root.GetProperty("energy").GetDouble(), 1e-7);
    }

    [Fact]
    public void Group_OrbitalsByIrrep_CostsTheSameAsInOrder()
    {
        var (code, output, error) = QuiverProcess.Run("group", Fault("h2o_molpro_order.fcidump"), "--state", "hf", "--method", "si", "--json", "-");
        Assert.True(code == 0, error);
        var document = ResultJson.Results(output);
        Assert.Equal(6.141, document.GetProperty("methods")[0].GetProperty("epsilon2M").GetDouble(), 1e-3);
    }

    [Fact]
    public void Info_StateCisdTapered_Works()
    {
        var root = Info("info", Fault("lih_5.fcidump"), "--taper", "all", "--state", "cisd");
        Assert.Equal(-7.78242361, root.GetProperty("energy").GetDouble(), 1e-7);
    }

    [Fact]
    public void InfoAndGroup_Tapered_NameTheSector()
    {
        var (code, output, error) = QuiverProcess.Run("info", Fault("o2_ms0.fcidump"), "--taper", "all");
        Assert.Equal(0, code);
        Assert.Contains("16 electrons, 2 Sz = 0", output, StringComparison.Ordinal);
        Assert.Contains("ZIZIZIZIZIZIZIZIZIZI = +1", output, StringComparison.Ordinal);
        Assert.Contains("note: The lowest state with 2 Sz = 0 belongs to a higher multiplet, S(S+1) = 2.00", error, StringComparison.Ordinal);
        (_, output, _) = QuiverProcess.Run("group", Fault("h4_2plus.fcidump"), "--taper", "parity", "--method", "si");
        Assert.Contains("sector: 2 electrons, 2 Sz = 0; ZIZIZIZI = -1, ZZZZZZZZ = +1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_SymmetryThatIsNotDiagonal_TapersTheOthersAndSaysSo()
    {
        var root = Info("info", Fault("hub2ph.fcidump"), "--taper", "all");
        Assert.Equal(2, root.GetProperty("qubits").GetInt32());
        Assert.Equal(-4.8284271247, root.GetProperty("energy").GetDouble(), 1e-9);
        Assert.Equal(["ZIZI", "IZIZ"], root.GetProperty("sector").GetProperty("symmetries").EnumerateArray().Select(s => s.GetProperty("symmetry").GetString()));
        Assert.Contains(ResultJson.Notes(QuiverProcess.Run("info", Fault("hub2ph.fcidump"), "--taper", "all", "--json", "-").Output), n => n.StartsWith("YYXX commutes", StringComparison.Ordinal));
    }

    [Fact]
    public void Info_ProductStateOfManyQubits_AnswersAtOnce()
    {
        var root = Info("info", Fault("tfim34.txt"), "--state", "hf");
        Assert.Equal(-33, root.GetProperty("hartreeFock").GetDouble(), 1e-9);
        var (code, output, error) = QuiverProcess.Run("group", Fault("tfim34.txt"), "--state", "hf", "--method", "si", "--json", "-");
        Assert.True(code == 0, error);
        var document = ResultJson.Results(output);
        Assert.Equal(8.5, document.GetProperty("methods")[0].GetProperty("epsilon2M").GetDouble(), 1e-9);
    }

    [Theory]
    [InlineData("NELEC = 3 with MS2 = 3 needs 3 electrons of one spin, but NORB = 2", "info", "f_n3q.fcidump")]
    [InlineData("NELEC = 4 with MS2 = 2 needs 3 electrons of one spin, but NORB = 2", "info", "f_n4q.fcidump")]
    [InlineData("NELEC = 3 and --ms2 = 0 contradict each other", "info", "f_n3q.fcidump", "--ms2", "0")]
    [InlineData("--electrons = 5", "info", "f_n3q.fcidump", "--electrons", "5")]
    [InlineData("does not conserve the electrons", "info", "tfim34.txt", "--electrons", "2")]
    [InlineData("give --electrons too", "info", "hehplus_labels.txt", "--ms2", "0")]
    [InlineData("give --electrons", "info", "hehplus_labels.txt", "--taper", "all")]
    [InlineData("no effect without it", "info", "hub2ph.fcidump", "--symmetry", "ZIZI=-1")]
    [InlineData("write a Pauli string and its eigenvalue", "info", "hub2ph.fcidump", "--taper", "all", "--symmetry", "ZIZI")]
    [InlineData("no determinant with 1 alpha and 1 beta electrons", "info", "hub2ph.fcidump", "--taper", "all", "--symmetry", "ZIZI=+1")]
    [InlineData("at most 26 qubits, not 34", "info", "tfim34.txt", "--state", "fci")]
    public void Info_SectorThatCannotBe_IsOneSentenceAndCodeTwo(string expected, string command, string name, params string[] options)
    {
        var (code, _, error) = QuiverProcess.Run([command, Fault(name), .. options]);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.StartsWith("quiver: ", StringComparison.Ordinal));
    }

    private static JsonElement Info(params string[] arguments)
    {
        var (code, output, error) = QuiverProcess.Run([.. arguments, "--json", "-"]);
        Assert.True(code == 0, error);
        return ResultJson.Results(output);
    }

    private static string Fault(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", name);
}
