using Quiver.Circuits.Formats;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Formats;

/// <summary>Mutated programs are read or refused with a sentence; what is read can be written and read again.</summary>
public sealed class QasmMutationTests
{
    private static readonly string[] Parts =
    [
        "(", ")", "[", "]", "{", "}", ";", ",", "@", "ctrl @ ", "inv @ ", "pow(0.5) @ ", "negctrl(2) @ ", "if (c[0]) ", "else ", "for int i in [0:3] ", "q", "c",
        "measure ", "reset ", "-1", "0", "1e999", "99999999999999999999", "pi", "**", "^", "/0", "a", "let x = q;", "gate g a { g a; }", "barrier;", "\"01\"", "!", "~",
        "switch (c) { case 1 { } }", "const int n = 3;", "input float a;", "$3", "++", "c = 3;", "U(a,a*a,1)", "gphase(1);", "//", "/*", "\0", "π",
    ];

    [Fact]
    public void ReadProgram_MutatedFiles_NeverFailsOtherwise()
    {
        var folder = Path.Combine(SharedData.Repository, "tests", "data", "faults", "circuits");
        string[] seeds = [.. Directory.GetFiles(folder, "*.qasm").Order(StringComparer.Ordinal).Select(File.ReadAllText),
            .. Enumerable.Range(0, 8).Select(static s => QasmWriter.Write(RandomProgram.Create(s, free: s % 2 == 0)))];
        var random = new Random(7);
        for (var round = 0; round < 6000; round++)
        {
            var text = seeds[random.Next(seeds.Length)];
            for (var edits = 1 + random.Next(4); edits > 0; edits--)
            {
                var at = random.Next(text.Length + 1);
                var length = random.Next(3) == 0 ? Math.Min(random.Next(12), text.Length - at) : 0;
                text = text[..at] + (random.Next(4) == 0 ? ((char)random.Next(32, 127)).ToString() : Parts[random.Next(Parts.Length)]) + text[(at + length)..];
            }

            try
            {
                var program = QasmReader.ReadProgram(text);
                Assert.Equal(program, QasmReader.ReadProgram(Written(program) ?? text));
                CircuitText.Draw(program);
                CircuitSvg.Draw(program);
                ProgramTranspiler.Simplify(program);
            }
            catch (InputException)
            {
                // A sentence is what is wanted.
            }
            catch (Exception e)
            {
                Assert.Fail($"{e}\n{text}");
            }
        }
    }

    private static string? Written(CircuitProgram program)
    {
        try
        {
            return QasmWriter.Write(program);
        }
        catch (InputException)
        {
            return null;
        }
    }
}
