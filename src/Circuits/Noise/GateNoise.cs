namespace Quiver.Circuits.Noise;

/// <summary>What one kind of gate costs on a device.</summary>
/// <param name="Error">Average gate infidelity, as randomised benchmarking reports it, relaxation during the gate included.</param>
/// <param name="DurationNanoseconds">How long the gate takes.</param>
public readonly record struct GateNoise(double Error, double DurationNanoseconds);
