using Quiver.Tests;

namespace Quiver.Cli.Tests.Grouping;

/// <summary><c>quiver hamiltonian generate</c> and what the other commands make of its files.</summary>
public sealed class GenerateHamiltonianCommandTests
{
    [Theory]
    [InlineData("heisenberg", "--size", "4", "--field", "0.5", "--periodic")]
    [InlineData("ising", "--size", "5")]
    [InlineData("hubbard", "--size", "3", "--u", "2")]
    [InlineData("electronic", "--size", "3", "--electrons", "2", "--seed", "4")]
    [InlineData("strings", "--size", "6", "--terms", "40")]
    public void Generate_EveryKind_IsReadAndGrouped(string kind, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.txt");
        string[] generate = ["hamiltonian", "generate", kind, path, .. options];
        Assert.Equal(0, QuiverInProcess.Run(generate).Code);
        var first = File.ReadAllText(path);
        Assert.Equal(0, QuiverInProcess.Run(generate).Code);
        Assert.Equal(first, File.ReadAllText(path));
        Assert.Equal(0, QuiverInProcess.Run("group", path, "--method", "si").Code);
    }

    [Theory]
    [InlineData("--u has no effect on ising", "ising", "--size", "4", "--u", "3")]
    [InlineData("--seed has no effect on hubbard", "hubbard", "--size", "4", "--seed", "3")]
    [InlineData("at least two sites", "heisenberg", "--size", "1")]
    [InlineData("too few strings", "strings", "--size", "3", "--terms", "20")]
    [InlineData("electrons", "electronic", "--size", "2", "--electrons", "9")]
    [InlineData("--size", "ising")]
    public void Generate_WhatCannotBe_IsRefused(string named, string kind, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "never.txt");
        var (code, _, error) = QuiverInProcess.Run(["hamiltonian", "generate", kind, path, .. options]);
        Assert.Equal(2, code);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Group_OfTwentyTwoQubits_TakesTheStateItSays()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "chain.fcidump");
        Assert.Equal(0, QuiverInProcess.Run("hamiltonian", "generate", "hubbard", path, "--size", "11", "--u", "1").Code);
        var (code, output, error) = QuiverInProcess.Run("group", path, "--method", "si", "--state", "sci", "--json", "-");
        Assert.Equal(0, code);
        Assert.Contains("\"sci\"", output, StringComparison.Ordinal);
        Assert.Contains("Selected CI", error, StringComparison.Ordinal);
        Assert.Equal(0, QuiverInProcess.Run("hamiltonian", "generate", "heisenberg", path, "--size", "22").Code);
        Assert.Contains("No state is prepared for 22 qubits", QuiverInProcess.Run("group", path, "--method", "si").Error, StringComparison.Ordinal);
    }
}
