using Quiver.Cli.Common;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Sweeps;

/// <summary>
/// The engine for Slurm against stand-ins for <c>sbatch</c>, <c>squeue</c> and <c>scancel</c> that run an array's tasks on this machine, and lose
/// some. No run on a real cluster stands behind them yet.
/// </summary>
public sealed class SlurmEngineTests
{
    // Runs every task but those that $LOST names, once, in the background; the queue is empty when all have ended.
    private const string Sbatch = """
        #!/bin/bash
        script=${@: -1}
        here=$(dirname "$0")
        n=$(($(cat "$here/jobs" 2>/dev/null || echo 0) + 1)); echo $n >"$here/jobs"
        cp "$script" "$here/script-$n"
        array=$(sed -n 's/^#SBATCH --array=\([^%]*\)%.*/\1/p' "$script")
        (
          for range in ${array//,/ }; do
            for task in $(seq "${range%-*}" "${range#*-}"); do
              if [ "$n" = 1 ] && [[ " $LOST " == *" $task "* ]]; then continue; fi
              SLURM_ARRAY_TASK_ID=$task bash "$script"
            done
          done
          touch "$here/ended-$n"
        ) >/dev/null 2>&1 </dev/null &
        echo "$n;cluster"
        """;

    private const string Squeue = """
        #!/bin/bash
        here=$(dirname "$0")
        for a in "$@"; do case $a in --jobs=*) n=${a#--jobs=} ;; esac; done
        [ -e "$here/ended-$n" ] && { echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1; }
        echo RUNNING
        """;

    [Fact]
    public void Sweep_OnStandIns_ResubmitsWhatWasLost_ToTheLocalTable()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-ins are shell scripts");
        using var inputs = new SmallInputs();
        var bin = inputs.At("bin");
        Directory.CreateDirectory(bin);
        foreach (var (name, text) in new[] { ("sbatch", Sbatch), ("squeue", Squeue), ("scancel", "#!/bin/bash\n") })
        {
            var file = Path.Combine(bin, name);
            File.WriteAllText(file, text.ReplaceLineEndings("\n"));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
            }
        }

        File.WriteAllText(inputs.At("template"), "#SBATCH --partition=short\n");
        var plan = SweepTests.Write(inputs, """
            { "command": "group", "arguments": "OPERATOR", "options": { "state": "none" }, "grid": { "rule": ["fc", "qwc"], "method": ["si", "lf"] } }
            """);
        using (var process = QuiverProcess.Start(
            s =>
            {
                s.Environment["PATH"] = bin + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
                s.Environment["LOST"] = "1 2";
            },
            "sweep", plan, "--out", inputs.At("cluster"), "--engine", "slurm", "--poll", "0.2", "--processes", "7", "--template", inputs.At("template")))
        {
            var error = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error.Result);
        }

        var script = File.ReadAllText(Path.Combine(bin, "script-1"));
        Assert.Contains("#SBATCH --array=0-3%7\n", script, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --partition=short\n", script, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --array=1-2%7\n", File.ReadAllText(Path.Combine(bin, "script-2")), StringComparison.Ordinal);
        Assert.Equal(0, QuiverInProcess.Run("sweep", plan, "--out", inputs.At("local"), "--processes", "2").Code);
        Assert.Equal(File.ReadAllText(Path.Combine(inputs.At("local"), "summary.csv")), File.ReadAllText(Path.Combine(inputs.At("cluster"), "summary.csv")));
        Assert.All(RunFiles.Below(inputs.At("cluster")), f => Assert.Equal(1, RunFiles.Read(f).Attempts));
    }

    [Fact]
    public void Sweep_WithoutSlurm_SaysSo()
    {
        Assert.SkipWhen(Completions.ShellProcess.Exists("sbatch"), "this machine has Slurm");
        using var inputs = new SmallInputs();
        var plan = SweepTests.Write(inputs, """{ "command": "info", "arguments": "OPERATOR" }""");
        Assert.Contains("no sbatch", QuiverInProcess.Refused("sweep", plan, "--out", inputs.At("sweep"), "--engine", "slurm"), StringComparison.Ordinal);
        Assert.Contains("--template has no effect", QuiverInProcess.Refused("sweep", plan, "--out", inputs.At("other"), "--template", plan), StringComparison.Ordinal);
    }
}
