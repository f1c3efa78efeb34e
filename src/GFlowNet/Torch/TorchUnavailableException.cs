namespace Quiver.GFlowNet.Torch;

/// <summary>libtorch, or the requested device, cannot be used; the message says what to do about it.</summary>
public sealed class TorchUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing and the cure.</param>
    /// <param name="inner">The loader's own error, if there is one.</param>
    public TorchUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
