using System.Text.Json;
using Quiver.Cli.Doctor;
using Quiver.GFlowNet.Kernels;

namespace Quiver.Cli.Tests.Doctor;

/// <summary><c>quiver doctor</c>: what each finding means, and the command as a whole on this machine.</summary>
public sealed class DoctorTests
{
    private static readonly CudaDevice Card = new("a card", "9.0", 132, 80L << 30);

    [Fact]
    public void Doctor_OnThisMachine_ChecksEverything_AndItsExitCodeFollows()
    {
        var (code, output, error) = QuiverProcess.Run("doctor", "--json", "-");
        var results = Results(output);
        var checks = results.GetProperty("checks").EnumerateArray().ToArray();
        Assert.Equal(
            [".NET", "processor", "memory", "cache folder", "libtorch", "CUDA driver", "libtorch on CUDA", "NVRTC", "Node", "Q#", "Slurm"],
            checks.Select(c => c.GetProperty("name").GetString()));
        var broken = checks.Where(c => c.GetProperty("state").GetString() is "broken").ToArray();
        Assert.Equal(broken.Length == 0 ? 0 : 1, code);
        Assert.Equal(broken.Length == 0, results.GetProperty("healthy").GetBoolean());
        Assert.All(checks, c => Assert.True(c.GetProperty("state").GetString() is "ok" or "absent" || c.GetProperty("cure").GetString()!.Length > 10));
        Assert.Contains("libtorch on CUDA", error, StringComparison.Ordinal);
        Assert.Equal("ok", checks[4].GetProperty("state").GetString());
    }

    [Fact]
    public void Doctor_WithoutALibtorch_SaysHowToMendIt_AndExitsWith1()
    {
        var (code, output, _) = QuiverProcess.Run("doctor", "--libtorch", "/nowhere");
        Assert.Equal(1, code);
        Assert.Contains("broken", output, StringComparison.Ordinal);
        Assert.Contains("holds no libtorch_cpu.so", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Absent")]
    [InlineData("v16.20.0", "Broken")]
    [InlineData("v18.0.0", "Ok")]
    [InlineData("v22.11.0", "Ok")]
    [InlineData("nonsense", "Broken")]
    public void Node_ByItsVersion(string? version, string state)
    {
        var check = ProgramChecks.Node(version);
        Assert.Equal(state, check.State.ToString());
        Assert.Equal(state is "Ok", check.Cure is null);
    }

    [Theory]
    [InlineData(null, null, "Absent")]
    [InlineData("slurm 23.02.7", null, "Broken")]
    [InlineData("slurm 23.02.7", "main* up 1-00:00:00 4 idle n[1-4]", "Ok")]
    public void Slurm_ByWhatItsProgramsSay(string? batch, string? partitions, string state) =>
        Assert.Equal(state, ProgramChecks.Slurm(batch, partitions).State.ToString());

    [Theory]
    [InlineData(16, 8.0, "Ok")]
    [InlineData(16, 0.5, "Broken")]
    [InlineData(0.5, 8.0, "Broken")]
    [InlineData(16, null, "Ok")]
    public void Memory_BelowOneGibibyte_IsTooLittle(double total, double? available, string state) =>
        Assert.Equal(state, MachineChecks.Memory((long)(total * (1L << 30)), available is { } a ? (long)(a * (1L << 30)) : null).State.ToString());

    [Theory]
    [InlineData("no driver", true, false, "Absent Absent Absent")]
    [InlineData("no card", true, false, "Absent Absent Absent")]
    [InlineData("cpu torch", true, false, "Ok Broken Ok")]
    [InlineData("no torch", false, false, "Ok Absent Ok")]
    [InlineData("no compiler", true, true, "Ok Ok Broken")]
    [InlineData("whole", true, true, "Ok Ok Ok")]
    public void Cuda_ByWhatIsThere(string what, bool loads, bool sees, string states)
    {
        var status = what switch
        {
            "no driver" => new CudaStatus(null, "the driver was not found: install it.", [], null, string.Empty, "NVRTC was not found."),
            "no card" => new CudaStatus("12.8", null, [], null, string.Empty, "NVRTC was not found."),
            "no compiler" => new CudaStatus("12.8", null, [Card], null, string.Empty, "NVRTC was not found: install it."),
            _ => new CudaStatus("12.8", null, [Card], "12.8", "libnvrtc.so.12", null),
        };
        var checks = TorchChecks.Cuda(status, loads, sees).ToArray();
        Assert.Equal(states, string.Join(' ', checks.Select(c => c.State)));
        Assert.All(checks.Where(c => c.State == CheckState.Broken), c => Assert.NotNull(c.Cure));
        Assert.All(checks.Where(c => c.State == CheckState.Ok), c => Assert.Null(c.Cure));
    }

    // The results lie in the envelope, or are the whole of the file.
    private static JsonElement Results(string json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        return root.TryGetProperty("results", out var results) ? results : root;
    }
}
