namespace Quiver.Circuits.Simulation;

/// <summary>How a circuit is compiled for the large simulator.</summary>
public sealed record SimulationOptions
{
    /// <summary>The defaults: one thread, blocks fitted to the cache.</summary>
    public static SimulationOptions Default { get; } = new();

    /// <summary>Threads used where the state is large enough for them to pay; at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Index bits of a block that is worked on in the cache; 0 chooses by precision, size and threads.</summary>
    public int BlockBits { get; init; }
}
