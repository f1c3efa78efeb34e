using Quiver.Circuits.Design;
using Quiver.Circuits.Mitigation;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Problems;
using Quiver.Hamiltonians.Formats;

namespace Quiver.Cli.Circuits;

/// <summary>A run of <c>quiver circuits design</c>.</summary>
internal sealed record DesignSettings
{
    public required CircuitProblem Problem { get; init; }

    public HamiltonianFile? File { get; init; }

    public required string Gates { get; init; }

    /// <summary>Whether gates may turn by the features of a row of data.</summary>
    public bool Reuploading { get; init; }

    public string? Coupling { get; init; }

    public required DesignMethod[] Methods { get; init; }

    /// <summary>The error of the smallest circuit wanted, in the problem's unit; null trades accuracy against prices.</summary>
    public double? TargetError { get; init; }

    /// <summary>The most angles of a classifier whose size is cross-validated; null where rewards trade accuracy against prices.</summary>
    public int? ClassifierAngles { get; init; }

    /// <summary>Parts of the training rows for that; 0 for none.</summary>
    public int Folds { get; init; }

    /// <summary>The most gates, where the user said so.</summary>
    public int? MaximumGates { get; init; }

    public required DesignOptions Options { get; init; }

    public required string Simulator { get; init; }

    public required string Verify { get; init; }

    public int Ensemble { get; init; }

    /// <summary>The device whose durations are layers; null for layers of one gate.</summary>
    public DeviceProfile? Times { get; init; }

    /// <summary>Price of a microsecond; null for the default.</summary>
    public double? DurationPrice { get; init; }

    /// <summary>How noisy energies of the table are corrected; null for not at all.</summary>
    public MitigationOptions? Mitigation { get; init; }

    public bool Baselines { get; init; }

    /// <summary>The most rounds of QAOA in the table; 0 for none.</summary>
    public int Qaoa { get; init; }

    public string? Output { get; init; }

    public string? Json { get; init; }
}
