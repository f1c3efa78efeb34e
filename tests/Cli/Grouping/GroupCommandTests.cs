using System.Diagnostics;
using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Grouping;

public sealed class GroupCommandTests
{
    [Fact]
    public void Group_H2_WritesValidJsonAndAGroupingThatChecks()
    {
        using var folder = new TemporaryFolder();
        var molecule = SharedData.Molecule("h2.fcidump");
        var (code, output, error) = QuiverProcess.Run("group", molecule, "--time", "0.3s", "--out", folder.Path, "--json", "-");
        Assert.True(code == 0, error);
        var root = ResultJson.Results(output);
        Assert.Equal(4, root.GetProperty("qubits").GetInt32());
        Assert.Equal(15, root.GetProperty("terms").GetInt32());
        Assert.Equal(64, ResultJson.Envelope(output).GetProperty("inputs")[0].GetProperty("sha256").GetString()!.Length);
        Assert.Empty(ResultJson.Faults("grouping-file", JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "grouping.json"))).RootElement));
        Assert.Equal(output, File.ReadAllText(Path.Combine(folder.Path, "result.json")));
        Assert.Equal(-1.1011503301, root.GetProperty("energy").GetDouble(), 1e-8);
        Assert.Equal(9, root.GetProperty("methods").GetArrayLength());
        Assert.Equal(14, root.GetProperty("best").GetProperty("partition").EnumerateArray().Sum(g => g.GetArrayLength()));
        Assert.True(root.GetProperty("pareto").GetArrayLength() > 0);
        Assert.Contains("annealing", error, StringComparison.Ordinal);
        foreach (var name in new[] { "result.json", "grouping.json", "cost.svg", "cost.png" })
        {
            Assert.True(new FileInfo(Path.Combine(folder.Path, name)).Length > 0, name);
        }

        foreach (var name in new[] { "result.json", "grouping.json" })
        {
            var check = QuiverProcess.Run("check-grouping", molecule, Path.Combine(folder.Path, name));
            Assert.Equal(0, check.Code);
            Assert.StartsWith("valid", check.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Group_ByAMethodThatCannotBe_IsRefusedBeforeAnyOtherRuns()
    {
        using var inputs = new SmallInputs();
        var (code, output, error) = QuiverInProcess.Run(inputs.Words("group OPERATOR --method annealing,lr --time 5s"));
        Assert.Equal((2, string.Empty), (code, output));
        Assert.Contains("--method lr: needs the integrals", error, StringComparison.Ordinal);
        Assert.DoesNotContain("annealing 0/", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Group_WithoutState_LeavesEpsilonNull()
    {
        var (code, output, error) = QuiverProcess.Run("group", SharedData.Molecule("h2.fcidump"), "--state", "none", "--method", "si,lf", "--json", "-");
        Assert.True(code == 0, error);
        var document = ResultJson.Results(output);
        Assert.All(document.GetProperty("methods").EnumerateArray(), r => Assert.Equal(JsonValueKind.Null, r.GetProperty("epsilon2M").ValueKind));
    }

    [Fact]
    public void Group_SameSeedTwice_SameTable()
    {
        string Run()
        {
            var (code, output, error) = QuiverProcess.Run("group", SharedData.Molecule("h4.fcidump"), "--time", "1s", "--seed", "7", "--json", "-");
            Assert.True(code == 0, error);
            Assert.SkipWhen(output.Contains("cut short", StringComparison.Ordinal), "the machine was too busy for the budgeted work");
            var document = ResultJson.Results(output);
            return string.Join('\n', document.GetProperty("methods").EnumerateArray().Select(r => $"{r.GetProperty("method")} {r.GetProperty("groups")} {r.GetProperty("epsilon2M")}")) + document.GetProperty("best");
        }

        Assert.Equal(Run(), Run());
    }

    [Theory]
    [InlineData("no such file", "group", "missing.fcidump")]
    [InlineData("Unknown method 'foo'", "group", "@h2.fcidump", "--method", "foo")]
    [InlineData("Must be one of", "group", "@h2.fcidump", "--rule", "xyz")]
    [InlineData("--frobnicate", "group", "@h2.fcidump", "--frobnicate")]
    [InlineData("is not a time", "group", "@h2.fcidump", "--time", "soon")]
    [InlineData("--beta must be above 0", "group", "@h2.fcidump", "--beta", "0")]
    [InlineData("Unknown device 'tpu'", "group", "@h2.fcidump", "--device", "tpu", "--method", "gflownet", "--train-share", "0.2", "--time", "1s")]
    [InlineData("holds no libtorch_cpu.so", "--libtorch", "/nowhere", "group", "@h2.fcidump", "--method", "gflownet", "--train-share", "0.2", "--time", "1s")]
    [InlineData("no such file", "check-grouping", "@h2.fcidump", "missing.json")]
    [InlineData("without the method gflownet", "group", "@h2.fcidump", "--method", "si", "--save-policy", "/tmp/never.json")]
    [InlineData("without --train-share", "group", "@h2.fcidump", "--method", "gflownet", "--save-policy", "/tmp/never.json")]
    public void AnyCommand_BadInput_OneSentenceAndCodeTwo(string expected, params string[] arguments)
    {
        var (code, output, error) = QuiverProcess.Run([.. arguments.Select(a => a.StartsWith('@') ? SharedData.Molecule(a[1..]) : a)]);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }

    [Fact]
    public void NoArguments_ShowHelp()
    {
        var (code, output, _) = QuiverProcess.Run();
        Assert.Equal(0, code);
        Assert.Contains("check-grouping", output, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainGrouping_TwoMolecules_PolicyAppliesToAThird()
    {
        using var folder = new TemporaryFolder();
        var policy = Path.Combine(folder.Path, "policy.json");
        var train = QuiverProcess.Run("train-grouping", SharedData.Molecule("h2.fcidump"), SharedData.Molecule("h2_631g.fcidump"), "--time", "2s", "--save", policy);
        Assert.True(train.Code == 0, train.Error);
        var (code, output, error) = QuiverProcess.Run("group", SharedData.Molecule("h4.fcidump"), "--policy", policy, "--method", "si,gflownet", "--time", "1s", "--json", "-");
        Assert.True(code == 0, error);
        var document = ResultJson.Results(output);
        var rows = document.GetProperty("methods");
        Assert.True(rows[1].GetProperty("epsilon2M").GetDouble() < rows[0].GetProperty("epsilon2M").GetDouble());
    }

    [Fact]
    public void CheckGrouping_BrokenPartition_SaysWhyAndFails()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("groups.json", "[[1, 2, 3, 5], [4], [4, 900]]");
        var (code, output, _) = QuiverProcess.Run("check-grouping", SharedData.Molecule("h2.fcidump"), path, "--state", "none");
        Assert.Equal(1, code);
        Assert.StartsWith("NOT valid", output, StringComparison.Ordinal);
        Assert.Contains("is in groups 1 and 2", output, StringComparison.Ordinal);
        Assert.Contains("names term 900", output, StringComparison.Ordinal);
        Assert.Contains("is in no group", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_H4_ShowsEnergiesAndSymmetries()
    {
        var (code, output, error) = QuiverProcess.Run("info", SharedData.Molecule("h4.fcidump"), "--json", "-");
        Assert.True(code == 0, error);
        var document = ResultJson.Results(output);
        Assert.Equal(-2.1663874485, document.GetProperty("energy").GetDouble(), 1e-8);
        Assert.Equal(-2.0985459368, document.GetProperty("hartreeFock").GetDouble(), 1e-8);
        Assert.True(document.GetProperty("z2Symmetries").GetArrayLength() >= 2);
    }

    [Fact]
    public void Group_Interrupted_StopsWith130AndLeavesWholeFiles()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        using var folder = new TemporaryFolder();
        using var process = QuiverProcess.Start("group", SharedData.Molecule("lih.fcidump"), "--method", "si,annealing", "--time", "120s", "--out", folder.Path);

        // Counted from the start of the search: on a busy machine all before it may take longer than any sleep.
        while (process.StandardError.ReadLine() is { } line && !line.StartsWith("annealing", StringComparison.Ordinal))
        {
        }

        Thread.Sleep(2000);
        Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();
        Assert.True(process.WaitForExit(20_000));
        Assert.Equal(130, process.ExitCode);
        var document = ResultJson.Results(File.ReadAllText(Path.Combine(folder.Path, "result.json")));
        Assert.Equal(2, document.GetProperty("methods").GetArrayLength());
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.tmp"));
    }

    [Fact]
    public void Group_Killed_LeavesNoHalfWrittenFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        using var folder = new TemporaryFolder();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            using var process = QuiverProcess.Start("group", SharedData.Molecule("h4.fcidump"), "--method", "si,lf", "--out", folder.Path);
            Thread.Sleep(300 + 150 * attempt);
            process.Kill();
            process.WaitForExit();
            foreach (var path in Directory.EnumerateFiles(folder.Path, "*.json"))
            {
                JsonDocument.Parse(File.ReadAllText(path)).Dispose();
            }
        }
    }
}
