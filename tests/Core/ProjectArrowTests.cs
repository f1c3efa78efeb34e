using System.Reflection;

namespace Quiver.Core.Tests;

public sealed class ProjectArrowTests
{
    [Fact]
    public void Assembly_References_PointDownOnly()
    {
        string[] allowed = [];
        var references = Assembly.Load("Quiver.Core").GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Quiver.", StringComparison.Ordinal));
        Assert.Empty(references.Except(allowed, StringComparer.Ordinal));
    }
}
