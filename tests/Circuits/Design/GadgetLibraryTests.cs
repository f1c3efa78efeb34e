using System.Collections.Immutable;
using System.Numerics;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Core.Numbers;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Design;

public sealed class GadgetLibraryTests
{
    private static readonly GateSet Gates = GateSet.Hardware(3);

    [Fact]
    public void Word_OfACircuit_IsReadBackAsItWas()
    {
        var random = new Random(0);
        for (var i = 0; i < 50; i++)
        {
            var word = Random(GateSet.Chemistry(5, null, controlled: true), 9, random);
            var read = CircuitWord.Parse(word.ToString());
            Assert.Equal(word.Gates.Select(static g => g.ToString()), read.Gates.Select(static g => g.ToString()));
            Assert.Equal(word.Angles, read.Angles);
        }
    }

    [Theory]
    [InlineData("H 0", "no gate of a gate set")]
    [InlineData("CX 0", "acts on 2 different qubits")]
    [InlineData("CX 1,1", "acts on 2 different qubits")]
    [InlineData("CX 0,99", "below 24")]
    [InlineData("RY 0", "has an angle")]
    [InlineData("RY(x) 0", "no finite angle")]
    [InlineData("RY(NaN) 0", "no finite angle")]
    [InlineData("RY(0.1 0", "no gate")]
    [InlineData("CX(0.1) 0,1", "has no angle")]
    public void Word_OfOtherText_IsRefused(string text, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => CircuitWord.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Canonical_OfRenamedAndExchangedGates_IsOneFormOfTheSameUnitary(bool chemistry)
    {
        var gates = chemistry ? GateSet.Chemistry(3, null, controlled: true) : Gates;
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var letters = Random(gates, 6, random).Letters();
            var canonical = GadgetWord.Canonical(letters);

            // Other names, and neighbours on different qubits exchanged.
            int[] names = [0, 1, 2];
            random.Shuffle(names);
            var other = letters.Select(l => GadgetWord.Renamed(l.Gate, l.Angle, q => names[q])).ToList();
            for (var swap = 0; swap < 20; swap++)
            {
                var i = random.Next(other.Count - 1);
                if ((other[i].Gate.Support & other[i + 1].Gate.Support) == 0)
                {
                    (other[i], other[i + 1]) = (other[i + 1], other[i]);
                }
            }

            Assert.Equal(Text(canonical), Text(GadgetWord.Canonical(other)));
            Assert.Contains(0, canonical[0].Gate.Qubits);

            // The slow twin: for some numbering of the qubits it is the same matrix.
            var unitary = Unitary(canonical, 3);
            Assert.True(
                Orders().Any(o => Same(unitary, Unitary(letters.Select(l => (l.Gate with { Qubits = [.. l.Gate.Qubits.Select(q => o[q])] }, l.Angle)), 3))),
                $"seed {seed}");
        }
    }

    [Fact]
    public void Mine_OfCircuitsWithOnePartInCommon_FindsItWithItsCountsAndAngles()
    {
        // CX RY CX on any two qubits, four times in three circuits of two results; noise around it differs.
        CircuitWord[] first = [CircuitWord.Parse("CX 0,1; RY(0.5) 1; CX 0,1; CX 2,3; RY(0.52) 3; CX 2,3"), CircuitWord.Parse("RX(1) 2; CX 3,1; RY(0.48) 1; RZ(1) 0; CX 3,1")];
        CircuitWord[] second = [CircuitWord.Parse("CX 1,0; RY(0.5) 0; CX 1,0")];
        var library = GadgetMiner.Mine([("hardware", first), ("hardware-real", second)]);
        var entry = library.Gadgets[0];
        Assert.Equal("CX 0,1; RY 1; CX 0,1", entry.ToString());
        Assert.Equal((4, 3, 2), (entry.Count, entry.Circuits, entry.Results));
        Assert.Equal(2.0, entry.Support, 1e-12);
        Assert.Equal(2 * entry.Support, entry.Value, 1e-12);
        Assert.Equal((2, 2, 1), (entry.Qubits, entry.Cx, entry.Angles));
        Assert.Equal(0.5, Assert.Single(Assert.Single(entry.TypicalAngles)), 1e-12);
        Assert.Equal(["hardware", "hardware-real"], library.GateSets);
        Assert.Equal((2, 3), (library.Results, library.Circuits));

        // Its beginning never stands alone, so it is not listed; the end does not begin where the whole does, so it is.
        Assert.DoesNotContain(library.Gadgets, static e => e.ToString() is "CX 0,1; RY 1");
        Assert.Contains(library.Gadgets, static e => e.ToString() is "RY 0; CX 1,0");
        Assert.Empty(GadgetMiner.Mine([("hardware", second)]).Gadgets);
    }

    [Fact]
    public void Mine_OfRandomCircuits_FindsPartsThatCanBeMovedTogether()
    {
        var random = new Random(3);
        CircuitWord[] circuits = [.. Enumerable.Range(0, 8).Select(_ => Random(Gates, 12, random))];
        var library = GadgetMiner.Mine([("hardware", circuits)], 10_000);
        var counts = circuits.Select(static c => Convex(c.Letters()).CountBy(static p => p).ToDictionary(StringComparer.Ordinal)).ToArray();
        foreach (var length in new[] { 2, 3 })
        {
            Assert.Contains(library.Gadgets, e => e.Gates.Length == length);
            foreach (var entry in library.Gadgets.Where(e => e.Gates.Length == length))
            {
                Assert.InRange(entry.Circuits, 2, counts.Count(c => c.ContainsKey(entry.ToString())));
                Assert.InRange(entry.Count, entry.Circuits, counts.Sum(c => c.GetValueOrDefault(entry.ToString())));
            }
        }
    }

    [Theory]
    [InlineData("CX 0,1; RY 1; CX 0,1", GadgetSymmetry.None)]
    [InlineData("RZ 0; CX 0,1; RZ 1; CX 0,1", GadgetSymmetry.Particles)]
    [InlineData("Givens 0,1; Givens 1,2", GadgetSymmetry.Particles)]
    [InlineData("SX 0; SX 0; SX 1; SX 1", GadgetSymmetry.Particles)]
    [InlineData("SX 0; SX 0; RZZ 0,1", GadgetSymmetry.Parity)]
    [InlineData("CX 0,1; CX 1,0; CX 0,1", GadgetSymmetry.Particles)]
    [InlineData("CX 0,1; RX 0; CX 0,1", GadgetSymmetry.Parity)]
    public void Symmetry_OfKnownGates_IsTheirs(string gates, GadgetSymmetry expected) =>
        Assert.Equal(expected, GadgetSymmetries.Of([.. gates.Split("; ").Select(CircuitWord.ParseGate)]));

    [Fact]
    public void TypicalSymmetry_OfAGivensRotationInHardwareGates_IsThatOfItsAngles()
    {
        // CX 1,0, controlled RY on qubit 1 as two of opposite angles, CX 1,0: a rotation between |01> and |10>.
        ImmutableArray<DesignGate> gates =
            [.. new[] { "CX 1,0", "RY 1", "CX 0,1", "RY 1", "CX 0,1", "CX 1,0" }.Select(CircuitWord.ParseGate)];
        var entry = new GadgetEntry(gates, [[0.3, -0.3]], 1, 1, 1, 1);
        Assert.Equal(GadgetSymmetry.Parity, entry.Symmetry);
        Assert.Equal(GadgetSymmetry.Particles, entry.TypicalSymmetry);

        // Of equal angles it is one between |00> and |11>.
        Assert.Equal(GadgetSymmetry.Parity, (entry with { TypicalAngles = [[0.3, 0.3]] }).TypicalSymmetry);
    }

    [Fact]
    public void Draw_OnALine_StandsOnCouplingsAloneAndIsTheGadgetThere()
    {
        var line = GateSet.Hardware(5, CouplingMap.Line(5), real: true);
        var library = Library("CX 0,1; RY 1; CX 1,2; RY 2");
        var placements = new GadgetPlacements(line, library);
        var random = new Random(0);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 300; i++)
        {
            var gadget = placements.Draw(random);
            Assert.Equal(library.Gadgets[0].ToString(), Text(GadgetWord.Canonical([.. gadget.Letters.Select(l => (line.Gates[l.Gate], l.Angle))])));
            Assert.InRange(gadget.Place, 0, 1);
            seen.Add(string.Join(' ', gadget.Letters.Select(static l => l.Gate)));
        }

        // Three neighbours, both ways.
        Assert.Equal(6, seen.Count);
        Assert.Equal(0, new GadgetPlacements(line, Library("CX 0,1; CX 0,2; CX 1,2")).Count);
        Assert.Equal(0, new GadgetPlacements(line, Library("Givens 0,1; Givens 0,1")).Count);
    }

    [Fact]
    public void Chain_WithoutDonors_ProposesTheLibrarysGadgetFromTheFirstOn()
    {
        var hydrogen = GroundStateProblem.Create("h2", HamiltonianReader.Read(SharedData.Molecule("h2.fcidump")));
        var gates = GateSet.Hardware(4, real: true);
        using var fitter = new CircuitFitter(hydrogen, gates, new DesignScore(DesignWeights.ForTarget, hydrogen.LeastCost!.Value, 0.1, 1.6e-3));
        var all = Enumerable.Range(0, MovePolicy.Kinds).Select(static m => (ChainMove)m);
        var chain = new CircuitChain(
            gates, fitter, 20, new Random(1), MovePolicy.Uniform.Without([.. all.Where(static m => m != ChainMove.Gadget)]))
        {
            Library = new GadgetPlacements(gates, Library("RY 0; CX 0,1; RY 1")),
            LibraryShare = 1,
        };
        var step = chain.Step(1);
        Assert.NotNull(step);
        Assert.Equal(
            [GateKind.RY, GateKind.CX, GateKind.RY], step.Value.Proposal.Word.Select(g => gates.Gates[(int)g].Kind));
    }

    [Fact]
    public void Shuffled_OfALibrary_HasItsShapeAndOtherPlaces()
    {
        var library = Library("CX 0,1; RY 1; CX 1,2; RY 2; CX 0,1", "RY 0; CX 0,1");
        var other = library.Shuffled(4);
        Assert.Equal(library.Shuffled(4).Gadgets.Select(static e => e.ToString()), other.Gadgets.Select(static e => e.ToString()));
        foreach (var (a, b) in library.Gadgets.Zip(other.Gadgets))
        {
            Assert.Equal((a.Qubits, a.Cx, a.Angles, a.Value), (b.Qubits, b.Cx, b.Angles, b.Value));
            Assert.Equal(a.TypicalAngles.Length, b.TypicalAngles.Length);
        }

        Assert.NotEqual(library.Gadgets[0].ToString(), other.Gadgets[0].ToString());
    }

    [Fact]
    public void File_OfALibrary_IsReadBackAsItWas()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "library.json");
        var library = Library("CX 0,1; RY 1; CX 0,1", "RY 0; CX 0,1");
        GadgetLibraryFile.Write(path, library);
        var read = GadgetLibraryFile.Read(path);
        Assert.Equal(library.Gadgets.Select(static e => (e.ToString(), e.Count, e.Circuits, e.Results, e.Support)),
            read.Gadgets.Select(static e => (e.ToString(), e.Count, e.Circuits, e.Results, e.Support)));
        Assert.Equal(library.Gadgets.SelectMany(static e => e.TypicalAngles).SelectMany(static a => a), read.Gadgets.SelectMany(static e => e.TypicalAngles).SelectMany(static a => a));
        Assert.Equal((library.Results, library.Circuits), (read.Results, read.Circuits));
        Assert.Equal(library.GateSets, read.GateSets);
    }

    [Theory]
    [InlineData("\"fileVersion\": 1", "\"fileVersion\": 2", "version 2")]
    [InlineData("\"fileVersion\"", "\"fileversion\"", "no library of gadgets")]
    [InlineData("CX 0,1; RY 1", "H 0,1; RY 1", "'H 0,1' is no gate")]
    [InlineData("CX 0,1; RY 1", "CX 0,2; RY 2", "numbered from 0")]
    [InlineData("CX 0,1; RY 1", "RY 0; CX 0,1; RY 1", "needs typical angles, 2 in a set")]
    [InlineData("\"support\": 1", "\"support\": 0", "support above 0")]
    [InlineData("\"count\": 2", "\"count\": \"2\"", "no library of gadgets")]
    [InlineData("{", "[", "no library of gadgets")]
    public void File_ThatWasAltered_IsRefusedInASentence(string from, string to, string part)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "library.json");
        GadgetLibraryFile.Write(path, Library("CX 0,1; RY 1"));
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
        var fault = Assert.Throws<InputException>(() => GadgetLibraryFile.Read(path));
        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, fault.Message, StringComparison.Ordinal);
        GadgetLibraryFile.Write(path, Library() with { Gadgets = [] });
        Assert.Contains("1 to 10000 gadgets, not 0", Assert.Throws<InputException>(() => GadgetLibraryFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Design_WithALibraryOfOtherGates_IsRefusedAndWithOneOfItsOwnRepeatsItself()
    {
        var hydrogen = GroundStateProblem.Create("h2", HamiltonianReader.Read(SharedData.Molecule("h2.fcidump")));
        var gates = GateSet.Hardware(4, real: true);
        var options = new DesignOptions { Fits = 300, Rounds = 2, Method = DesignMethod.Annealing, Weights = DesignWeights.ForTarget };
        var fault = Assert.Throws<ArgumentException>(
            () => new TargetDesigner(hydrogen, gates, options with { Library = Library("Givens 0,1; Givens 0,1") }, 1.6e-3));
        Assert.Contains("made of the gates of hardware-real", fault.Message, StringComparison.Ordinal);
        var with = options with { Library = Library("RY 0; CX 0,1; RY 1") };
        var found = new TargetDesigner(hydrogen, gates, with, 1.6e-3).Run();
        Assert.Equal(found.Archive.Best!.Word, new TargetDesigner(hydrogen, gates, with, 1.6e-3).Run().Archive.Best!.Word);

        // What is accurate can be mined, on the qubits that were searched.
        var words = found.Accurate(5);
        Assert.InRange(words.Count, 1, 5);
        Assert.All(words, w => Assert.All(w.Gates, g => Assert.InRange(g.Qubits.Max(), 0, found.Goal!.Qubits - 1)));
    }

    private static GadgetLibrary Library(params string[] gadgets) => new(
        [.. gadgets.Select(static text =>
        {
            ImmutableArray<DesignGate> gates = [.. text.Split("; ").Select(CircuitWord.ParseGate)];
            return new GadgetEntry(gates, [[.. gates.Where(static g => g.HasAngle).Select(static _ => 0.25)]], 2, 2, 1, 1);
        })],
        ["hardware-real"], 1, 2);

    private static CircuitWord Random(GateSet gates, int count, Random random)
    {
        ImmutableArray<DesignGate> chosen = [.. Enumerable.Range(0, count).Select(_ => gates.Gates[random.Next(gates.Gates.Count)])];
        return new CircuitWord(chosen, [.. chosen.Where(static g => g.HasAngle).Select(_ => (2 * random.NextDouble()) - 1)]);
    }

    private static string Text(IEnumerable<(DesignGate Gate, double Angle)> letters) => string.Join("; ", letters.Select(static l => l.Gate));

    // Two or three gates, connected, such that no gate left out must come behind one of them and before another.
    private static IEnumerable<string> Convex(List<(DesignGate Gate, double Angle)> letters)
    {
        var n = letters.Count;
        var before = new bool[n, n];
        for (var j = 0; j < n; j++)
        {
            for (var i = j - 1; i >= 0; i--)
            {
                before[i, j] = (letters[i].Gate.Support & letters[j].Gate.Support) != 0
                    || Enumerable.Range(i + 1, j - i - 1).Any(m => before[i, m] && before[m, j]);
            }
        }

        foreach (var set in Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(i + 1, n - i - 1).SelectMany(j =>
            Enumerable.Range(j + 1, n - j - 1).Select(k => (int[])[i, j, k]).Prepend([i, j]))))
        {
            var outside = Enumerable.Range(0, n).Except(set);
            if (!outside.Any(m => set.Any(a => before[a, m]) && set.Any(b => before[m, b])))
            {
                yield return Text(GadgetWord.Canonical([.. set.Select(i => letters[i])]));
            }
        }
    }

    private static IEnumerable<int[]> Orders() => [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    private static ComplexMatrix Unitary(IEnumerable<(DesignGate Gate, double Angle)> letters, int qubits)
    {
        var list = letters.ToList();
        var set = new GateSet("these", qubits, [.. list.Select(static l => l.Gate)]);
        return DenseSimulator.Unitary(
            set.Build([.. Enumerable.Range(0, list.Count).Select(static i => (long)i)], new Circuit(qubits, [])),
            [.. list.Where(static l => l.Gate.HasAngle).Select(static l => l.Angle)]);
    }

    private static bool Same(ComplexMatrix a, ComplexMatrix b) =>
        a.Entries.ToArray().Zip(b.Entries.ToArray()).All(static p => Complex.Abs(p.First - p.Second) < 1e-9);
}
