using Quiver.Tests;

namespace Quiver.Circuits.Tests;

/// <summary>Small files like those of public bug reports.</summary>
internal static class Faults
{
    public static string Circuit(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "circuits", name);
}
