namespace Quiver.Cli.Links;

/// <summary>One forecast of node affinity, in a table and in JSON.</summary>
internal sealed record AffinityResult(string Data, string Model, double ValNdcg, double TestNdcg, int Parameters, double Seconds);
