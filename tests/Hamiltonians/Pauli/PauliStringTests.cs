using CsCheck;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Tests.Pauli;

public sealed class PauliStringTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void Multiply_LetterByLetter_AgreesInPhaseAndLetters(int qubits) =>
        Gen.Select(RandomPauli.String(qubits), RandomPauli.String(qubits)).Sample((a, b) =>
        {
            var product = a.Multiply(b, out var phase);
            var expected = 0;
            for (var q = 0; q < qubits; q++)
            {
                var (letter, k) = LetterProduct(a[q], b[q]);
                Assert.Equal(letter, product[q]);
                expected += k;
            }

            Assert.Equal(expected & 3, phase);
            b.Multiply(a, out var reversed);
            Assert.Equal(a.Commutes(b), phase == reversed);
            var qubitWise = Enumerable.Range(0, qubits).All(q => a[q] == 'I' || b[q] == 'I' || a[q] == b[q]);
            Assert.Equal(qubitWise, a.QubitWiseCommutes(b));
            Assert.Equal(Enumerable.Range(0, qubits).Count(q => a[q] != 'I'), a.Weight);
        });

    [Fact]
    public void Parse_RoundTrip_KeepsLabel() =>
        RandomPauli.String(70).Sample(p => Assert.Equal(p, PauliString.Parse(p.ToString())));

    [Fact]
    public void Parse_UnknownLetter_NamesItAndItsPlace()
    {
        var error = Assert.Throws<FormatException>(() => PauliString.Parse("XQZ"));
        Assert.Contains("'Q' at position 2", error.Message, StringComparison.Ordinal);
    }

    private static (char Letter, int Phase) LetterProduct(char a, char b) => (a, b) switch
    {
        ('I', _) => (b, 0),
        (_, 'I') => (a, 0),
        ('X', 'Y') => ('Z', 1),
        ('Y', 'Z') => ('X', 1),
        ('Z', 'X') => ('Y', 1),
        ('Y', 'X') => ('Z', 3),
        ('Z', 'Y') => ('X', 3),
        ('X', 'Z') => ('Y', 3),
        _ => ('I', 0),
    };
}
