using Quiver.GFlowNet.Torch;
using Quiver.Tests;
using TorchSharp;

namespace Quiver.GFlowNet.Tests.Torch;

[Collection(TorchCollection.Name)]
public sealed class TorchLibraryTests
{
    [Fact]
    public void Select_Cpu_AddsTensors()
    {
        var device = TorchDevice.Select("cpu");
        using var scope = torch.NewDisposeScope();
        var sum = (torch.ones(3, device: device) + 2).sum().ToSingle();
        Assert.Equal(9f, sum);
    }

    [Fact]
    public void Select_UnknownName_NamesTheChoices()
    {
        var error = Assert.Throws<ArgumentException>(() => TorchDevice.Select("tpu"));
        Assert.Contains("auto, cpu, cuda", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Select_CudaWithoutADevice_SaysWhatToDo()
    {
        TorchLibrary.Load();
        Assert.SkipWhen(torch.cuda.is_available(), "this machine has a CUDA device");
        var error = Assert.Throws<TorchUnavailableException>(() => TorchDevice.Select("cuda"));
        Assert.Contains("QUIVER_LIBTORCH", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weaken_NativeBinding_MarksTheOneVersionAndNothingElse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ELF");
        var original = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"));
        var image = (byte[])original.Clone();
        Assert.Equal(1, ElfVersionPatch.Weaken(image, "GLIBCXX_3.4.32"));
        Assert.Equal(1, original.Zip(image).Count(p => p.First != p.Second));
        Assert.Equal(0, ElfVersionPatch.Weaken(image, "GLIBCXX_9.9.99"));
        Assert.Throws<InvalidDataException>(() => ElfVersionPatch.Weaken(new byte[100], "GLIBCXX_3.4.32"));
    }
}
