using Quiver.Tests;
using TorchSharp;

namespace Quiver.Cli.Tests.Common;

/// <summary><c>--device</c> where a network is one part of the work: said, refused, or without effect.</summary>
public sealed class LearnedDeviceTests
{
    [Theory]
    [InlineData("group @h2 --method si --device cpu", "--device has no effect without the methods annealing and gflownet: leave it out.")]
    [InlineData("group @h2 --method gflownet --device cpu", "--device has no effect without --train-share, since nothing is trained: leave it out.")]
    [InlineData("group @h2 --method si --train-share 0.5", "--train-share has no effect without the method gflownet: leave it out.")]
    [InlineData("circuits design @h2 --method annealing --fits 100 --device cpu", "--device has no effect without the method gflownet or samples")]
    [InlineData("circuits design @h2 --method random --fits 100 --device auto", "--device has no effect without the method gflownet or samples")]
    public void Device_WithoutANetwork_IsRefused(string command, string expected) => Refused(command, expected);

    [Theory]
    [InlineData("group @h2 --method gflownet --train-share 0.2 --time 60s --device cuda")]
    [InlineData("group @h2 --method annealing --time 60s --device cuda")]
    [InlineData("train-grouping @h2 --time 60s --save policy.bin --device cuda:0")]
    [InlineData("circuits design @h2 --device cuda")]
    [InlineData("links train @events --device cuda")]
    [InlineData("links evaluate @events --device cuda:1")]
    [InlineData("links predict @events --source 1 --device cuda")]
    [InlineData("grid --device cuda")]
    public void Device_CudaWithoutACard_IsRefusedBeforeAnyWork(string command)
    {
        Assert.SkipWhen(HasCard(), "this machine has a CUDA device");
        Refused(command, "CUDA was asked for but libtorch sees no CUDA device.");
    }

    [Theory]
    [InlineData("group @h2 --method gflownet --train-share 0.2 --time 0.1s --device cpu", "note: the policy's training, sampling, search and costs run on the CPU.")]
    [InlineData("group @h2 --method gflownet --train-share 0.2 --time 0.1s --device auto", "note: --device auto chose cpu for the policy's training")]
    [InlineData("group @h2 --method annealing --time 0.1s --device cpu", "note: annealing runs on the CPU.")]
    [InlineData("group @h2 --method annealing --time 0.1s --device auto", "note: --device auto chose cpu for annealing")]
    [InlineData("circuits design @h2 --method samples --fits 20 --rounds 1 --verify no --device cpu", "note: the network, fits of angles and chains run on the CPU.")]
    [InlineData("links evaluate @events --model gp --device auto", "note: training-free scores run on the CPU.")]
    public void Device_OnTheCpu_SaysWhatRunsThere(string command, string note)
    {
        var (code, _, error) = Run(command);
        Assert.Equal(0, code);
        Assert.Contains(note, error, StringComparison.Ordinal);
    }

    private static void Refused(string command, string expected)
    {
        var (code, _, error) = Run(command);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), static l => l.StartsWith("quiver: ", StringComparison.Ordinal));
    }

    private static (int Code, string Output, string Error) Run(string command)
    {
        var molecule = SharedData.Molecule("h2.fcidump");
        return QuiverInProcess.Run([.. command.Split(' ').Select(w => w switch
        {
            "@h2" => molecule,
            "@events" => Path.Combine(SharedData.Repository, "data", "temporal", "quiver-git.csv"),
            _ => w,
        })]);
    }

    private static bool HasCard()
    {
        Quiver.GFlowNet.Torch.TorchLibrary.Load();
        return torch.cuda.is_available();
    }
}
