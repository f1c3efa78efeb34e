namespace Quiver.Circuits.Design;

/// <summary>Tells proposals of a chain apart before they are fitted. Used by several threads.</summary>
internal interface IProposalScore
{
    /// <summary>How much a proposal is wanted: it is chosen among others in proportion to the exponential of this.</summary>
    /// <param name="features">See <see cref="ProposalFeatures"/>.</param>
    double Score(ReadOnlySpan<float> features);
}
