using Quiver.GFlowNet.Torch;

namespace Quiver.Tests;

/// <summary>
/// Loads libtorch before the first test of the collection: whichever test comes first (the order depends on the
/// folder the tests lie in), TorchSharp must not look for the library by itself.
/// </summary>
public sealed class TorchFixture
{
    /// <summary>Loads the library.</summary>
    public TorchFixture() => TorchLibrary.Load();
}
