using System.Text.Json.Serialization;

namespace Quiver.GFlowNet.Policies;

/// <summary>The shape of a policy.</summary>
public sealed record PolicyOptions
{
    /// <summary>The network between tokens and heads.</summary>
    [JsonIgnore]
    public TrunkOptions Trunk { get; init; } = new MlpTrunkOptions();

    /// <summary>True: log F(s) is a head on the forward policy's trunk; false: it has a trunk of its own.</summary>
    public bool SharedTrunk { get; init; } = true;

    /// <summary>True: scores actions by the product of a query with a learned key per action (a pointer); false: a linear head.</summary>
    public bool Pointer { get; init; }

    /// <summary>Width of queries and keys where <see cref="Pointer"/> is set, at least 1.</summary>
    public int KeyWidth { get; init; } = 64;

    /// <summary>How P_B is chosen.</summary>
    public BackwardPolicyKind Backward { get; init; } = BackwardPolicyKind.Uniform;

    /// <summary>
    /// True: every state has a free row of scores beside the network's, so that P_F can be any policy; for environments that number
    /// their states (<see cref="Environments.StatewiseEnvironment.RowCount"/>). The network then says what is alike.
    /// </summary>
    public bool Table { get; init; }

    /// <summary>Width of the hidden layer of log Z where the reward is conditioned, at least 1.</summary>
    public int LogZHidden { get; init; } = 64;
}
