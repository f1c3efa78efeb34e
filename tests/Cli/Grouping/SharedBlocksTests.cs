using Quiver.Tests;

namespace Quiver.Cli.Tests.Grouping;

/// <summary>One search, several processes on one folder.</summary>
public sealed class SharedBlocksTests
{
    // So little memory that nothing is annealed first and five blocks share the terms.
    private static string[] Line(string json, string? blocks) =>
    [
        "group", SharedData.Molecule("h2o.fcidump"), "--method", "si,annealing", "--time", "0.5s", "--memory", "1MB", "--state", "hf", "--json", json,
        .. blocks is null ? (string[])[] : ["--blocks", blocks],
    ];

    [Fact]
    public void Group_TwoProcessesAfterAKilledOne_GiveTheResultOfOneAlone()
    {
        using var folder = new TemporaryFolder();
        string Place(string name) => Path.Combine(folder.Path, name);
        System.Diagnostics.Process Begin(string name, string? blocks) =>
            // All the patience that a busy machine may ask for.
            QuiverProcess.Start(s => s.Environment["QUIVER_PATIENCE"] = "1000", Line(Place(name), blocks));
        using (var killed = Begin("killed", Place("blocks")))
        {
            while (!killed.HasExited && !File.Exists(Path.Combine(Place("blocks"), "unit-0.lock")))
            {
                Thread.Sleep(10);
            }

            killed.Kill();
            killed.WaitForExit();
        }

        System.Diagnostics.Process[] processes = [Begin("first", Place("blocks")), Begin("second", Place("blocks")), Begin("alone", null)];
        foreach (var process in processes)
        {
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error.Result);
            process.Dispose();
        }

        (int Groups, double Bound) Found(string name)
        {
            var method = ResultJson.Results(File.ReadAllText(Place(name))).GetProperty("methods")[1];
            return (method.GetProperty("groups").GetInt32(), method.GetProperty("shotBound").GetDouble());
        }

        Assert.Equal(Found("alone"), Found("first"));
        Assert.Equal(Found("alone"), Found("second"));
        Assert.True(Directory.GetFiles(Place("blocks"), "pass-0-*.unit").Length > 1);
    }

    [Fact]
    public void Group_BlocksWithoutEffect_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var file = SharedData.Molecule("h4.fcidump");
        Assert.Contains(
            "--blocks has no effect without the method annealing",
            QuiverInProcess.Refused("group", file, "--method", "si", "--blocks", folder.Path), StringComparison.Ordinal);
        Assert.Contains(
            "--blocks has no effect on 184 terms, which are searched whole",
            QuiverInProcess.Refused("group", file, "--method", "annealing", "--blocks", folder.Path), StringComparison.Ordinal);
    }
}
