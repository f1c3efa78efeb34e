namespace Quiver.GFlowNet.Environments;

/// <summary>
/// The same environment once more, one state at a time in plain memory. An environment that offers it is sampled on the
/// CPU without a tensor operation per step; every member must agree with its tensor twin.
/// </summary>
public interface IHostEnvironment
{
    /// <summary>Which actions may be taken: <see cref="DiscreteEnvironment.ForwardMask"/> of one state.</summary>
    /// <param name="state">StateWidth numbers.</param>
    /// <param name="allowed">ActionCount places to fill.</param>
    void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed);

    /// <summary>Takes one action other than the exit: <see cref="DiscreteEnvironment.Step"/> of one state.</summary>
    /// <param name="state">StateWidth numbers, changed in place.</param>
    /// <param name="action">An allowed action.</param>
    void Step(Span<long> state, int action);

    /// <summary>The state's tokens: <see cref="DiscreteEnvironment.Tokens"/> of one state.</summary>
    /// <param name="state">StateWidth numbers.</param>
    /// <param name="tokens">TokenCount places to fill.</param>
    void Tokens(ReadOnlySpan<long> state, Span<int> tokens);
}
