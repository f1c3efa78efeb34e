namespace Quiver.Tests;

/// <summary>All tests that touch torch run one after another: its generator and thread count are process-wide.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection : ICollectionFixture<TorchFixture>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "torch";
}
