using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>What a policy says of n states; parts that were not asked for are null.</summary>
/// <param name="ForwardLogits">[n, actions], not masked.</param>
/// <param name="BackwardLogits">[n, actions - 1], not masked; null also when P_B is uniform.</param>
/// <param name="LogFlow">[n], log F(s).</param>
public readonly record struct PolicyOutput(Tensor? ForwardLogits, Tensor? BackwardLogits, Tensor? LogFlow);
