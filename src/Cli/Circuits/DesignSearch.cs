using Quiver.Circuits.Design;

namespace Quiver.Cli.Circuits;

/// <summary>One search: its work and its best.</summary>
internal sealed record DesignSearch(string Method, long Fits, double Seconds, double FitsPerSecond, int? Good, double BestLogReward,
    bool CutShort, DesignOutcome Outcome);
