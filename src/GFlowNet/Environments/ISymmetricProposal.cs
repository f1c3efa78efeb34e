namespace Quiver.GFlowNet.Environments;

/// <summary>
/// Small random changes of finished objects, for Metropolis chains beside a GFlowNet: from x to y is as likely as from y to x
/// (Metropolis et al. 1953), and every object is reached from every other one.
/// </summary>
public interface ISymmetricProposal
{
    /// <summary>Changes a finished object a little, or leaves it as it is where the change drawn is not allowed.</summary>
    /// <param name="state">StateWidth numbers, changed in place.</param>
    /// <param name="random">Source of randomness.</param>
    void Propose(Span<long> state, Random random);
}
