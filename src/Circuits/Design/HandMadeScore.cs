namespace Quiver.Circuits.Design;

/// <summary>
/// The control of <see cref="ProposalPolicy"/> that nothing was learned for: what a proposal saves over the temperature, against what
/// the rotations that it changes turned.
/// </summary>
internal sealed class HandMadeScore : IProposalScore
{
    // A rotation lost or gained by a right angle costs so much, and another basis state to begin with.
    private const double Turned = 3;
    private const double Moved = 3;

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<float> features) =>
        features[2] - (Turned * Math.Min(1, Math.Pow(10, 3 * features[7]))) - (Moved * features[6]);
}
