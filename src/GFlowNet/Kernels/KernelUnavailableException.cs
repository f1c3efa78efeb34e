namespace Quiver.GFlowNet.Kernels;

/// <summary>Kernels cannot be compiled or started here; the message says why and what to do. Tensor operations serve instead.</summary>
/// <param name="message">What is missing and the cure.</param>
/// <param name="inner">The cause, if there is one.</param>
internal sealed class KernelUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
