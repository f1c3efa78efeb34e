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
}
