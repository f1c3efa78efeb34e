namespace Quiver.GFlowNet.Tests.Environments;

/// <summary>Rules that <see cref="FaultyStairs"/> can break, one at a time.</summary>
public enum Fault
{
    /// <summary>None: the environment is sound.</summary>
    None,
    DeadEnd,
    BackwardMaskTooSmall,
    BackwardMaskTooLarge,
    BackwardFromStart,
    StepBackElsewhere,
    TooShort,
    CollidingKeys,
    MaskWidth,
    MaskType,
    BackwardMaskWidth,
    StepWidth,
    StepInPlace,
    ExitMoves,
    TokenOutside,
    TokenTwice,
    InitialWidth,
    NotFixedLength,
    NotAllTerminal,
    RewardNaN,
    RewardZero,
    RewardShape,
    PartialReward,
    HostMask,
    HostStep,
    HostTokens,
    Cycle,
    NotAppending,
}
