using System.Diagnostics;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Runs;

/// <summary>What a machine may do to a run: no space, no right to write, nobody who reads. One sentence, an exit code, and a run that can go on.</summary>
public sealed class RunFaultTests
{
    [Fact]
    public void Run_OnAFullDisk_SaysSoAndGoesOnWhenThereIsSpace()
    {
        using var inputs = new SmallInputs();
        var disk = inputs.At("disk");
        using var mounted = new Mounted(disk, "size=16k");
        var run = Path.Combine(disk, "run");
        string[] words = ["group", SharedData.Molecule("h4.fcidump"), "--method", "si,lf", "--run"];
        Assert.Equal(0, QuiverProcess.Run([.. words, inputs.At("whole")]).Code);
        var (code, _, error) = QuiverProcess.Run([.. words, run]);
        Assert.Equal(1, code);
        var sentence = Assert.Single(error.Split('\n'), static l => l.StartsWith("quiver: ", StringComparison.Ordinal));
        Assert.Contains("free some space", sentence, StringComparison.Ordinal);
        Assert.Contains("--resume", sentence, StringComparison.Ordinal);
        mounted.Again("size=16m");
        (code, _, error) = QuiverProcess.Run("--resume", run);
        Assert.True(code == 0, error);
        Assert.Equal(Steady(inputs.At("whole")), Steady(run));
    }

    [Theory]
    [InlineData("--run")]
    [InlineData("--out")]
    [InlineData("--json")]
    public void Output_WhereNothingCanBeWritten_IsOneSentence(string option)
    {
        using var inputs = new SmallInputs();
        var disk = inputs.At("disk");
        using var mounted = new Mounted(disk, "ro");
        var (code, _, error) = QuiverProcess.Run("group", inputs.At("operator.txt"), "--state", "none", "--method", "si", option, Path.Combine(disk, "x"));
        Assert.Equal(option is "--run" ? 1 : 2, code);
        Assert.Contains("Read-only", Assert.Single(error.Split('\n'), static l => l.StartsWith("quiver: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("group OPERATOR --state none --method si,lf")]
    [InlineData("group OPERATOR --state none --method si --json -")]
    [InlineData("info MOLECULE")]
    [InlineData("links stats EVENTS")]
    public void Output_ThatNobodyReads_EndsQuietly(string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell's pipe");
        using var inputs = new SmallInputs();
        var words = string.Join(' ', inputs.Words(line).Select(static w => $"'{w}'"));
        var start = new ProcessStartInfo("bash", ["-c", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "quiver.dll")}' {words} | true; exit ${{PIPESTATUS[0]}}"])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.InRange(process.ExitCode, 0, 1);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static string Steady(string run) => ResultJson.Steady(ResultJson.Results(File.ReadAllText(Path.Combine(run, "result.json"))));

    /// <summary>A file system in memory, which only root may mount.</summary>
    private sealed class Mounted : IDisposable
    {
        private readonly string folder;

        public Mounted(string folder, string options)
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "mounts a file system");
            this.folder = Directory.CreateDirectory(folder).FullName;
            Assert.SkipUnless(Call("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder), "no file system can be mounted here");
        }

        public void Again(string options) => Assert.True(Call("mount", "-o", "remount," + options, folder));

        public void Dispose() => Call("umount", folder);

        private static bool Call(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
