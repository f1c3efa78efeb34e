using Quiver.Tests;

namespace Quiver.Cli.Tests.Grouping;

/// <summary>One search, several processes on one folder.</summary>
public sealed class SharedBlocksTests
{
    // So little memory that blocks have 400 terms; all the patience that a busy machine may ask for.
    private static string[] Line(string folder, string? blocks) =>
    [
        "group", SharedData.Molecule("h2o.fcidump"), "--method", "si,annealing", "--time", "1s", "--memory", "2MB", "--state", "cisd", "--out", folder,
        .. blocks is null ? (string[])[] : ["--blocks", blocks],
    ];

    [Fact]
    public void Group_TwoProcessesAfterAKilledOne_GiveTheResultOfOneAlone()
    {
        using var folder = new TemporaryFolder();
        string Place(string name) => Path.Combine(folder.Path, name);
        System.Diagnostics.Process Begin(string name, string? blocks) =>
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

        var alone = File.ReadAllText(Path.Combine(Place("alone"), "grouping.json"));
        Assert.Equal(alone, File.ReadAllText(Path.Combine(Place("first"), "grouping.json")));
        Assert.Equal(alone, File.ReadAllText(Path.Combine(Place("second"), "grouping.json")));
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
