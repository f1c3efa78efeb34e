using System.Numerics;
using Quiver.Circuits.Problems;
using Quiver.Core.Numbers;
using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Problems;

public sealed class TargetTests
{
    [Theory]
    [InlineData("0 1\n1 0\n", false)]
    [InlineData("1 0\n0 1\n", true)]
    [InlineData("1 0 0 0\n0 1 0 0\n0 0 0 1\n0 0 1 0\n", true)]
    [InlineData("[[0.70710678+0.j 0.70710678+0.j]\n [0.+0.70710678j -0.-0.70710678j]]\n", false)]
    [InlineData("1j 0\n0 1j\n", true)]
    [InlineData("0.7071 0 0.7071 0\n-0.7071 0 0.7071 0\n", true)]
    public void Unitary_FromText_KnowsWhetherRealGatesReachIt(string text, bool real)
    {
        var (rows, tolerance) = Read(text, TargetReader.ReadUnitary);
        Assert.Equal(real, FidelityProblem.Unitary("u", rows, tolerance).IsReal);
    }

    [Fact]
    public void Unitary_OfFourDigits_IsTheNearestOneAndNoted()
    {
        var (rows, tolerance) = TargetReader.ReadUnitary(Faults.Circuit("h4.txt"));
        Assert.Contains("nearest unitary", Assert.Single(FidelityProblem.Unitary("h", rows, tolerance).Notes), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FidelityProblem.Unitary("h", rows));
        Assert.Throws<ArgumentException>(() => FidelityProblem.Unitary("h", ComplexMatrix.FromRows([[0.7071, 0.7071], [0.7071, 0.7071]]), tolerance));
    }

    [Theory]
    [InlineData("1 0\n0 1\n0 1\n-1 0\n")]
    [InlineData("1\nj\ni\n-1\n")]
    [InlineData("[1, 0+1j, 1j, -1]")]
    [InlineData("2/2\n1e0j\n(0+1i)\n-1.0\n")]
    public void State_InAnyNotation_IsTheSame(string text) => Assert.Equal([Complex.One, Complex.ImaginaryOne, Complex.ImaginaryOne, -Complex.One], Read(text, TargetReader.ReadState));

    /// <summary>A basis state and its amplitude a line; the first digit is qubit 0, the most significant one.</summary>
    [Theory]
    [InlineData("00 0.6\n11 0.8\n", 0.6, 0, 0, 0.8, 0)]
    [InlineData("11, 0.8 # last\n00, 0.6\n", 0.6, 0, 0, 0.8, 0)]
    [InlineData("01 0.6 0\n10 0 0.8\n", 0, 0.6, 0, 0, 0.8)]
    [InlineData("01 0.6\n10 0.8j\n", 0, 0.6, 0, 0, 0.8)]
    [InlineData("01 1\n", 0, 1, 0, 0, 0)]
    public void State_OfNamedBasisStates_HasTheirAmplitudes(string text, double a00, double a01, double a10, double a11, double imaginary10) =>
        Assert.Equal([a00, a01, new Complex(a10, imaginary10), a11], Read(text, TargetReader.ReadState));

    [Theory]
    [InlineData("00 0.6\n11 0.8\n0 1\n", ":3: where lines name basis states, every line holds one of 2 binary digits and its amplitude")]
    [InlineData("00 0.6\n0.8\n", ":2: where lines name basis states")]
    [InlineData("00 0.6\n12 0.8\n", ":2: where lines name basis states")]
    [InlineData("00 0.6\n01 0.6 0 0\n", ":2: where lines name basis states")]
    [InlineData("00 0.6\n11 0.4\n00 0.4\n", ":3: the basis state 00 stands twice")]
    [InlineData("00000000000000000 1\n", ":1: basis states have at most 16 digits here; these have 17")]
    public void State_OfBadBasisStates_SaysWhatLinesHold(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => Read(text, TargetReader.ReadState)).Message, StringComparison.Ordinal);

    [Fact]
    public void State_OfAnotherNorm_IsNoted() =>
        Assert.Contains("norm 2", Assert.Single(FidelityProblem.State("s", TargetReader.ReadState(Faults.Circuit("cplx4.txt"))).Notes), StringComparison.Ordinal);

    [Theory]
    [InlineData("1 0\n0 x\n", ":2")]
    [InlineData("nan\n1\n", ":1")]
    [InlineData("1 2 3\n", "one amplitude a line")]
    [InlineData("", "no numbers")]
    public void State_BadText_NamesTheLine(string text, string part) =>
        Assert.Contains(part, Assert.Throws<InputException>(() => Read(text, TargetReader.ReadState)).Message, StringComparison.Ordinal);

    private static T Read<T>(string text, Func<string, T> reader)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "t.txt");
        File.WriteAllText(path, text);
        return reader(path);
    }
}
