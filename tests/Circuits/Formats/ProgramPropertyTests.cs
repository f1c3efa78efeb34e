using CsCheck;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Tests.Formats;

/// <summary>Random programs survive writing, reading, rewriting and routing.</summary>
public sealed class ProgramPropertyTests
{
    private static readonly Gen<int> Seeds = Gen.Int[0, 1_000_000];

    [Fact]
    public void RoundTrip_Version3_GivesTheSameProgram() => Seeds.Sample(
        seed =>
        {
            var program = RandomProgram.Create(seed, free: true);
            Assert.Equal(program, QasmReader.ReadProgram(QasmWriter.Write(program, QasmVersion.V3)));
        },
        iter: 150);

    [Fact]
    public void RoundTrip_Version2_GivesTheSameProgram() => Seeds.Sample(
        seed =>
        {
            var program = RandomProgram.Create(seed, forVersion2: true);
            Assert.Equal(program, QasmReader.ReadProgram(QasmWriter.Write(program, QasmVersion.V2)));
        },
        iter: 150);

    [Fact]
    public void Convert_AnyBasisAndRouting_KeepsTheDistributionOverTheBits() => Seeds.Sample(
        seed =>
        {
            var program = RandomProgram.Create(seed);
            var expected = Distribution(program);
            foreach (var basis in Enum.GetValues<GateBasis>())
            {
                AssertSame(expected, ProgramTranspiler.Transpile(program, basis, seed % 2 == 0));
            }

            AssertSame(expected, ProgramTranspiler.Simplify(program));
            var routed = ProgramRouter.Route(program, CouplingMap.Line(5)).Program;
            AssertSame(expected, routed);
            var all = ProgramTranspiler.Transpile(routed, GateBasis.RzSxCx);
            Assert.Equal(all, QasmReader.ReadProgram(QasmWriter.Write(all)));
            AssertSame(expected, all);
            Assert.All(all.Steps.OfType<GateStep>().Where(static s => s.Gate.Qubits.Length == 2), static s =>
                Assert.Equal(1, Math.Abs(s.Gate.Qubits[0] - s.Gate.Qubits[1])));
        },
        iter: 40);

    [Fact]
    public void Prefix_OfAProgram_IsRefusedOrAWholeProgram() => Seeds.Sample(
        seed =>
        {
            var text = QasmWriter.Write(RandomProgram.Create(seed));
            for (var length = seed % 7; length < text.Length; length += 7)
            {
                CircuitProgram prefix;
                try
                {
                    prefix = QasmReader.ReadProgram(text[..length]);
                }
                catch (InputException)
                {
                    continue;
                }

                // Whole statements only: what was read ends where a statement ends.
                Assert.Matches(@"[;}]\s*$", text[..length]);
                Assert.NotNull(prefix);
            }
        },
        iter: 10);

    [Fact]
    public void Sample_ManyShots_FollowsTheExactDistribution() => Seeds.Sample(
        seed =>
        {
            var program = RandomProgram.Create(seed);
            var expected = Distribution(program);
            const int shots = 4000;
            var counts = ProgramSimulator.Sample(program, shots, seed).Weights.ToDictionary(static w => w.Key, static w => w.Value);
            Assert.Equal(shots, counts.Values.Sum());
            foreach (var (bits, p) in expected)
            {
                // Six standard deviations and a little for rare outcomes.
                var width = (6 * Math.Sqrt(shots * p * Math.Max(0, 1 - p))) + 3;
                Assert.InRange(counts.GetValueOrDefault(bits) - (shots * p), -width, width);
            }

            Assert.All(counts.Keys, k => Assert.True(expected.ContainsKey(k)));
        },
        iter: 30);

    private static Dictionary<string, double> Distribution(CircuitProgram program) =>
        ProgramSimulator.Exact(program)!.Weights.ToDictionary(static w => w.Key, static w => w.Value);

    private static void AssertSame(Dictionary<string, double> expected, CircuitProgram program)
    {
        var actual = Distribution(program);
        foreach (var key in expected.Keys.Union(actual.Keys))
        {
            Assert.Equal(expected.GetValueOrDefault(key), actual.GetValueOrDefault(key), 1e-9);
        }
    }
}
