namespace Quiver.Circuits.Design;

/// <summary>What is known of a proposal beside the two circuits.</summary>
/// <param name="Move">Its kind.</param>
/// <param name="Temperature">Of the chain, on log R.</param>
/// <param name="Saved">What log R would gain if the cost stayed as it is: the price of what goes less that of what comes.</param>
/// <param name="Anchor">The cost that errors count from.</param>
/// <param name="Target">The error that is wanted, above 0.</param>
internal readonly record struct ProposalContext(ChainMove Move, double Temperature, double Saved, double Anchor, double Target);
