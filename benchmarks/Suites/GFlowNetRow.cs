namespace Quiver.Benchmarks.Suites;

/// <summary>One row of <c>quiver bench gflownet</c>; times in milliseconds per iteration, peers where published.</summary>
internal sealed record GFlowNetRow(
    string Case,
    int Batch,
    double MsPerIteration,
    double Sampling,
    double Loss,
    double Backward,
    double Optimizer,
    double StatesPerSecond,
    double? Torchgfn,
    double? Gflownet,
    double? Gfnx);
