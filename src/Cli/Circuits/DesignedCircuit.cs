using Quiver.Circuits.Gates;

namespace Quiver.Cli.Circuits;

/// <summary>A circuit with its angles, as found and as compiled to {RX, RY, RZ, CX}.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Cost">Its cost.</param>
/// <param name="Parameters">Angles that were fitted.</param>
/// <param name="Bound">The circuit with its angles.</param>
internal sealed record DesignedCircuit(string Name, double Cost, int Parameters, Circuit Bound)
{
    public Circuit Compiled { get; } = Compile(Bound);

    public CircuitRow Row(double? least, double shift, double? seconds, double? difference) => new(
        Name,
        least is { } l ? Cost - l : null,
        Cost + shift,
        CircuitMetrics.CxCount(Compiled),
        CircuitMetrics.Depth(Compiled),
        Parameters,
        Compiled.Count,
        seconds,
        difference);

    private static Circuit Compile(Circuit circuit)
    {
        // Hardware words are in the basis already; a second pass may still merge a rotation into its neighbour.
        var compiled = Transpiler.Transpile(circuit, GateBasis.RxRyRzCx);
        return compiled;
    }
}
