using System.Runtime.InteropServices;
using Quiver.GFlowNet.Torch;

namespace Quiver.GFlowNet.Tests.Torch;

public sealed class TorchFaultTests
{
    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 20.00 GiB.\nException raised from malloc at CUDACachingAllocator.cpp:1456", "The GPU's memory is full")]
    [InlineData("CUDA error: out of memory\nCUDA kernel errors might be", "The GPU's memory is full")]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", "The GPU's memory is full")]
    [InlineData("CUDA error: CUDA-capable device(s) is/are busy or unavailable\nCUDA kernel errors might be", "Another program has the GPU to itself")]
    [InlineData("The NVIDIA driver on your system is too old (found version 12040). Please update", "too new for the NVIDIA driver")]
    [InlineData("CUDA error: CUDA driver version is insufficient for CUDA runtime version\nCUDA", "too new for the NVIDIA driver")]
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

    [Theory]
    [InlineData("/x/libLibTorchSharp.so: cannot open shared object file: No such file\n/y/libLibTorchSharp.so: undefined symbol: _ZN3c104impl3cow\n", "too new or too old; set QUIVER_LIBTORCH to one of version 2.10 or 2.11")]
    [InlineData("libcudart.so.13: cannot open shared object file: No such file or directory", "(libcudart.so.13: cannot open shared object file")]
    [InlineData("file too short", "The system could not load libtorch.so (file too short).")]
    public void Unloadable_WhatTheLoaderSays_IsOneSentence(string message, string expected)
    {
        var sentence = TorchLibrary.Unloadable("libtorch.so", message);
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Fact]
    public void Describe_AnotherException_IsLeftAlone() => Assert.Null(TorchFault.Describe(new InvalidOperationException("CUDA out of memory")));
}
