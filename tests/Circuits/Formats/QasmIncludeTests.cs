using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Formats;

public sealed class QasmIncludeTests
{
    [Fact]
    public void Include_IsFoundBesideTheFileThatNamesIt()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "sub"));
        Write(folder, "sub/inner.inc", "gate half a { ry(pi/2) a; }\n");
        Write(folder, "sub/mine.inc", "include \"inner.inc\";\ngate pair a,b { half a; cx a,b; }\n");
        var path = Write(folder, "main.qasm", "OPENQASM 2.0;\ninclude \"qelib1.inc\";\ninclude \"sub/mine.inc\";\nqreg q[2];\npair q[0],q[1];\n");
        var expected = new CircuitBuilder(2).RY(Math.PI / 2, 0).CX(0, 1).Build();
        Assert.Equal(expected.Operations, QasmReader.ReadFile(path).Operations);
    }

    [Theory]
    [InlineData("loop.qasm", "include \"loop.qasm\";", "loop.qasm:1: ", "includes itself")]
    [InlineData("gone.qasm", "\ninclude \"gone.inc\";", "gone.qasm:2: ", "no such file")]
    [InlineData("bad.qasm", "include \"bad.inc\";", "bad.inc:2: ", "nosuchgate")]
    [InlineData("block.qasm", "if (1 == 1) { include \"bad.inc\"; }", "block.qasm:1: ", "outside of blocks")]
    public void Include_ThatCannotBe_IsRefusedWithFileAndLine(string name, string text, string place, string reason)
    {
        using var folder = new TemporaryFolder();
        Write(folder, "bad.inc", "qreg q[1];\nnosuchgate q[0];\n");
        var e = Assert.Throws<InputException>(() => QasmReader.ReadProgramFile(Write(folder, name, text)));
        Assert.Contains(place, e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Include_InATextWithoutAFile_IsRefused() =>
        Assert.Throws<InputException>(() => QasmReader.ReadProgram("include \"/etc/hostname\"; qreg q[1];"));

    [Theory]
    [InlineData("0-0")]
    [InlineData("0-1,3-3")]
    public void CouplingMap_WithALoop_IsRefused(string text) => Assert.Throws<FormatException>(() => CouplingMap.Parse(text, 4));

    private static string Write(TemporaryFolder folder, string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
