namespace Quiver.Cli.Grouping;

/// <summary>What grouping so many terms took.</summary>
/// <param name="Terms">Number of terms.</param>
/// <param name="Groups">Number of groups.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="ProcessorSeconds">Processor time of all cores.</param>
/// <param name="Bytes">Memory allocated meanwhile, the operator included: an upper bound of what was held at a time.</param>
internal sealed record ScalingRow(int Terms, int Groups, double Seconds, double ProcessorSeconds, long Bytes);
