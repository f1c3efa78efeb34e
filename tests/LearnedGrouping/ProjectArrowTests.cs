using System.Reflection;

namespace Quiver.LearnedGrouping.Tests;

public sealed class ProjectArrowTests
{
    [Fact]
    public void Assembly_References_PointDownOnly()
    {
        string[] allowed = ["Quiver.Core", "Quiver.Hamiltonians", "Quiver.GFlowNet"];
        var references = Assembly.Load("Quiver.LearnedGrouping").GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Quiver.", StringComparison.Ordinal));
        Assert.Empty(references.Except(allowed, StringComparer.Ordinal));
    }
}
