using System.Reflection;

namespace Quiver.Hamiltonians.Tests;

public sealed class ProjectArrowTests
{
    [Fact]
    public void Assembly_References_PointDownOnly()
    {
        string[] allowed = ["Quiver.Core"];
        var references = Assembly.Load("Quiver.Hamiltonians").GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Quiver.", StringComparison.Ordinal));
        Assert.Empty(references.Except(allowed, StringComparer.Ordinal));
    }
}
