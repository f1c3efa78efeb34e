using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Tests.Gates;

public sealed class CouplingMapTests
{
    [Fact]
    public void HeavyHex_OfRows_IsTheLatticeOfDevices()
    {
        // Two rows of nine: one joining qubit in columns 0, 4, 8.
        var map = CouplingMap.HeavyHex(2, 9);
        Assert.Equal(21, map.Qubits);
        Assert.Equal(8 + 8 + 6, map.Edges.Length);
        Assert.True(map.Allows(0, 9) && map.Allows(9, 12) && map.Allows(4, 10) && map.Allows(10, 16));
        Assert.Equal(0, map.Part(20));
        var large = CouplingMap.HeavyHex(7, 15);
        Assert.Equal((7 * 15) + (3 * 4) + (3 * 4), large.Qubits);
        for (var q = 0; q < large.Qubits; q++)
        {
            Assert.InRange(large.Neighbours(q).Length, 1, 3);
            foreach (var n in large.Neighbours(q))
            {
                // Qubits with three neighbours are never next to one another.
                Assert.False(large.Neighbours(q).Length == 3 && large.Neighbours(n).Length == 3);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(27)]
    [InlineData(65)]
    public void HeavyHex_OfAnyNumber_IsConnected(int qubits)
    {
        var map = CouplingMap.Parse("heavy-hex", qubits);
        Assert.Equal(qubits, map.Qubits);
        Assert.All(Enumerable.Range(0, qubits), q => Assert.Equal(0, map.Part(q)));
        Assert.All(Enumerable.Range(0, qubits), q => Assert.InRange(map.Neighbours(q).Length, 0, 3));
        Assert.True(qubits < 4 || map.Neighbours(0).Length == 3);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    [InlineData(9, 12)]
    [InlineData(10, 13)]
    public void Square_OfAnyNumber_IsAGridCutShort(int qubits, int edges)
    {
        var map = CouplingMap.Parse("square", qubits);
        Assert.Equal((qubits, edges), (map.Qubits, map.Edges.Length));
        Assert.All(Enumerable.Range(0, qubits), q => Assert.Equal(0, map.Part(q)));
    }

    [Fact]
    public void Parse_Rectangles_TakesRowsAndColumns()
    {
        Assert.Equal(21, CouplingMap.Parse("heavy-hex:2x9", 3).Qubits);
        Assert.Equal(6, CouplingMap.Parse("grid:2x3", 3).Qubits);
        Assert.Throws<FormatException>(() => CouplingMap.Parse("heavy-hex:0x9", 3));
        Assert.Throws<FormatException>(() => CouplingMap.Parse("hexagon", 3));
    }
}
