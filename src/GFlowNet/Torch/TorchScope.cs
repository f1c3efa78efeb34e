using TorchSharp;

namespace Quiver.GFlowNet.Torch;

/// <summary>A piece of work in libtorch: tensors made in it are freed at its end (<see cref="torch.NewDisposeScope"/>), and no finalizer
/// runs meanwhile (<see cref="FinalizerHold"/>).</summary>
public sealed class TorchScope : IDisposable
{
    private readonly DisposeScope tensors = torch.NewDisposeScope();
    private readonly FinalizerHold.Scope hold = FinalizerHold.Begin();

    private TorchScope()
    {
    }

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
