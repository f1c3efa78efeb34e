using Quiver.Circuits.Measurement;
using Quiver.Core.Runs;

namespace Quiver.Circuits.QSharp;

/// <summary>Makes simulators by the names used on the command line.</summary>
public static class SimulatorFactory
{
    /// <summary>The names of all simulators.</summary>
    public static IReadOnlyList<string> Names { get; } = ["native", "qsharp"];

    /// <summary>Makes a simulator.</summary>
    /// <param name="name"><c>native</c> or <c>qsharp</c>.</param>
    /// <param name="workers">Threads of the native simulator or processes of Q#, at least 1.</param>
    /// <param name="timeLimit">Longest time for one Q# program; 2 minutes when null.</param>
    /// <returns>The simulator, to be disposed.</returns>
    /// <exception cref="InputException">There is no such simulator, or Q# is not installed.</exception>
    public static ICircuitSimulator Create(string name, int workers = 1, TimeSpan? timeLimit = null)
    {
        switch (name)
        {
            case "native":
                return new NativeSimulator(workers);
            case "qsharp":
                // Says at once when the compiler is missing, before long work has begun.
                _ = QSharpHost.Folder();
                return new QSharpSimulator(new QSharpPool(workers, timeLimit ?? TimeSpan.FromMinutes(2)));
            default:
                throw new InputException($"There is no simulator '{name}': choose {string.Join(" or ", Names)}.");
        }
    }
}
