using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>
/// Reads OpenQASM 2 and 3 (docs/openqasm.md says which parts). Registers are numbered one after the other in the order of
/// declaration; global phases are dropped, except where a control makes them matter.
/// </summary>
public static class QasmReader
{
    /// <summary>Bytes of the largest file that is read.</summary>
    public const long MostBytes = 256L << 20;

    /// <summary>
    /// Reads a file's program: gates, measurements, resets, barriers, branches, registers and names. Files that it includes are looked for
    /// beside the file that names them; a text without a file includes none.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The program; its notes say what was assumed.</returns>
    /// <exception cref="InputException">The file holds something that is not supported; names the line.</exception>
    public static CircuitProgram ReadProgramFile(string path) =>
        QasmInterpreter.Read(BoundedFile.ReadText(path, MostBytes), path, plain: false, Folder(path));

    /// <summary>Reads a program.</summary>
    /// <param name="text">OpenQASM 2 or 3.</param>
    /// <param name="file">The name used in error messages.</param>
    /// <returns>The program; its notes say what was assumed.</returns>
    /// <exception cref="InputException">The text holds something that is not supported; names the line.</exception>
    public static CircuitProgram ReadProgram(string text, string file = "circuit.qasm")
    {
        ArgumentNullException.ThrowIfNull(text);
        return QasmInterpreter.Read(text, file, plain: false);
    }

    /// <summary>Reads a file's gates as a plain circuit.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The circuit; measurements at the end are left out.</returns>
    /// <exception cref="InputException">The file holds more than gates with measurements at the end; names the line.</exception>
    public static Circuit ReadFile(string path) =>
        QasmInterpreter.Read(BoundedFile.ReadText(path, MostBytes), path, plain: true, Folder(path)).Gates();

    /// <summary>Reads a text's gates as a plain circuit.</summary>
    /// <param name="text">OpenQASM 2 or 3.</param>
    /// <param name="file">The name used in error messages.</param>
    /// <returns>The circuit; measurements at the end are left out.</returns>
    /// <exception cref="InputException">The text holds more than gates with measurements at the end; names the line.</exception>
    public static Circuit Read(string text, string file = "circuit.qasm")
    {
        ArgumentNullException.ThrowIfNull(text);
        return QasmInterpreter.Read(text, file, plain: true).Gates();
    }

    private static QasmInclude Folder(string path) => new(Path.GetFullPath(path));
}
