using System.Text.Json.Serialization;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Ansatz;

/// <summary>How angles are fitted.</summary>
/// <param name="Starts">Starts: the first from small angles, the others from anywhere.</param>
/// <param name="Iterations">The most L-BFGS iterations of a start.</param>
/// <param name="Seed">Fixes the starts.</param>
public sealed record VqeOptions(int Starts = 3, int Iterations = 500, int Seed = 0)
{
    /// <summary>What a fit that was stopped has behind it, for this fit alone; by default nothing is kept. It changes no result.</summary>
    [JsonIgnore]
    public UnitJournal Journal { get; init; } = UnitJournal.None;
}
