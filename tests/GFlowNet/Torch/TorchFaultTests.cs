using System.Runtime.InteropServices;
using Quiver.GFlowNet.Torch;

namespace Quiver.GFlowNet.Tests.Torch;

public sealed class TorchFaultTests
{
    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 20.00 GiB.\nException raised from malloc at CUDACachingAllocator.cpp:1456", "The GPU's memory is full")]
    [InlineData("[enforce fail at alloc_cpu.cpp:121] . DefaultCPUAllocator: can't allocate memory", "The machine's memory is full")]
    [InlineData("CUDA error: no kernel image is available for execution on the device\nCUDA kernel errors might be", "not built for this GPU")]
    [InlineData("CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be", "The GPU failed (CUDA error: an illegal memory access was encountered.)")]
    [InlineData("The size of tensor a (3) must match\nException raised from infer_size", "libtorch failed: The size of tensor a (3) must match.")]
    public void Describe_WhatLibtorchSays_IsOneSentence(string message, string expected)
    {
        var sentence = TorchFault.Describe(new ExternalException(message));
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence!);
    }

    [Fact]
    public void Describe_AnotherException_IsLeftAlone() => Assert.Null(TorchFault.Describe(new InvalidOperationException("CUDA out of memory")));
}
