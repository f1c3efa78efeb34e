using System.Reflection;

namespace Quiver.Circuits.Tests;

public sealed class ProjectArrowTests
{
    [Fact]
    public void Assembly_References_PointDownOnly()
    {
        string[] allowed = ["Quiver.Core", "Quiver.Hamiltonians", "Quiver.GFlowNet"];
        var references = Assembly.Load("Quiver.Circuits").GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Quiver.", StringComparison.Ordinal));
        Assert.Empty(references.Except(allowed, StringComparer.Ordinal));
    }
}
