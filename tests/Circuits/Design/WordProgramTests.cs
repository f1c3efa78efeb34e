using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;

namespace Quiver.Circuits.Tests.Design;

public sealed class WordProgramTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(5, true)]
    [InlineData(7, false)]
    public void Create_RandomWords_IsTheProgramOfTheirCircuit(int qubits, bool real)
    {
        var gates = GateSet.Hardware(qubits, real: real);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var builder = new CircuitBuilder(qubits);
            for (var q = 0; q < qubits; q++)
            {
                if (random.Next(2) == 0)
                {
                    builder.X(q);
                }
            }

            var reference = builder.Build();
            long[] word = [.. Enumerable.Range(0, random.Next(30)).Select(_ => (long)random.Next(gates.Gates.Count))];
            var angles = word.Count(g => gates.Gates[(int)g].HasAngle);
            var expected = PauliProgram.Create(gates.Build(word, reference));
            var actual = WordProgram.For(gates, reference)!.Create(word, angles);
            Assert.Equal(expected.Rotations.ToArray(), actual.Rotations.ToArray());
            Assert.Equal(expected.StartReal.ToArray(), actual.StartReal.ToArray());
            Assert.True(actual.StartImaginary.IsEmpty && expected.StartImaginary.IsEmpty);
            Assert.Equal(expected.IsReal, actual.IsReal);
            Assert.Equal(expected.ParameterCount, actual.ParameterCount);
        }
    }

    [Fact]
    public void For_OtherGatesOrReferences_IsNothing()
    {
        Assert.Null(WordProgram.For(GateSet.Chemistry(4), new Circuit(4, [])));
        Assert.Null(WordProgram.For(GateSet.Hardware(2), new CircuitBuilder(2).H(0).Build()));
    }
}
