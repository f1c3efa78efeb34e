using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Core.Runs;

namespace Quiver.Cli.Circuits;

/// <summary>Circuits on disk: the format follows from the file name.</summary>
internal static class CircuitFiles
{
    public static Circuit Read(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".qasm" => QasmReader.ReadFile(path),
        var other => throw new InputException($"{path}: circuits are read from .qasm files (OpenQASM 2 or 3), not {(other.Length == 0 ? "files without extension" : other)}."),
    };

    /// <summary>The text of a circuit in a named format.</summary>
    public static string Write(Circuit circuit, string format) => format switch
    {
        "qasm2" => QasmWriter.Write(circuit, QasmVersion.V2),
        "qasm3" => QasmWriter.Write(circuit, QasmVersion.V3),
        "text" => CircuitText.Draw(circuit),
        "svg" => CircuitSvg.Draw(circuit),
        _ => throw new InputException($"'{format}' is no circuit format: use qasm2, qasm3, text or svg."),
    };

    public static string FormatOf(string? path) => path is null ? "qasm3" : Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".qasm" or ".qasm3" => "qasm3",
        ".qasm2" => "qasm2",
        ".txt" => "text",
        ".svg" => "svg",
        _ => throw new InputException($"The format of {path} is not clear from its name: add --to qasm2, qasm3, text or svg."),
    };

    public static void Put(string? path, string text)
    {
        if (path is null || string.Equals(path, "-", StringComparison.Ordinal))
        {
            Console.Out.Write(text);
        }
        else
        {
            AtomicFile.WriteText(path, text);
        }
    }
}
