using TorchSharp;

namespace Quiver.GFlowNet.Torch;

/// <summary>A piece of work in libtorch: tensors made in it are freed at its end (<see cref="torch.NewDisposeScope"/>), and no finalizer
/// runs meanwhile (<see cref="FinalizerHold"/>).</summary>
public sealed class TorchScope : IDisposable
{
    private readonly FinalizerHold.Scope hold;
    private readonly DisposeScope tensors;

    private TorchScope() => (hold, tensors) = (FinalizerHold.Begin(), torch.NewDisposeScope());

    /// <summary>Begins one; it ends on the same thread.</summary>
    /// <returns>The scope.</returns>
    public static TorchScope Begin() => new();

    /// <inheritdoc/>
    public void Dispose()
    {
        tensors.Dispose();
        hold.Dispose();
    }
}
