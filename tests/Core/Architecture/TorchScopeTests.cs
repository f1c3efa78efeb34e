namespace Quiver.Core.Tests.Architecture;

/// <summary>Work in libtorch keeps finalizers away: a bare dispose scope does not.</summary>
public sealed class TorchScopeTests
{
    [Fact]
    public void DisposeScopes_AreBegunByTorchScopeAlone()
    {
        var found = SourceTree.Projects
            .SelectMany(p => SourceTree.Files(SourceTree.Folder, p))
            .Where(f => File.ReadAllText(f).Contains("NewDisposeScope()", StringComparison.Ordinal))
            .Select(Path.GetFileName);
        Assert.Equal(["TorchScope.cs"], found);
    }
}
