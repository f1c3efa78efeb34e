using System.Text.RegularExpressions;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Programs;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Circuits;

/// <summary>Circuits on disk. What is read is decided by the content, what is written by the file's name.</summary>
internal static partial class CircuitFiles
{
    /// <summary>Reads a program and shows its notes.</summary>
    public static CircuitProgram Read(string path)
    {
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        if (Path.GetExtension(path).ToLowerInvariant() is not (".qasm" or ".qasm2" or ".qasm3" or ".oqasm" or ".inc" or ".txt" or "")
            && !LooksLikeQasm(path))
        {
            throw new InputException($"{path}: circuits are read from OpenQASM 2 or 3, and nothing in this file looks like it.");
        }

        var program = QasmReader.ReadProgramFile(path);
        RunEnvelope.Read(path);
        RunNotes.AddRange(program.Notes);
        return program;
    }

    /// <summary>The text of a program in a named format.</summary>
    public static string Write(CircuitProgram program, string format)
    {
        var notes = new Notes();
        var text = format switch
        {
            "qasm2" => QasmWriter.Write(program, QasmVersion.V2, notes),
            "qasm3" => QasmWriter.Write(program, QasmVersion.V3, notes),
            "text" => CircuitText.Draw(program),
            "svg" => CircuitSvg.Draw(program),
            _ => throw new InputException($"'{format}' is no circuit format: use qasm2, qasm3, text or svg."),
        };
        RunNotes.AddRange(notes.Sentences);
        return text;
    }

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

    private static bool LooksLikeQasm(string path)
    {
        using var reader = new StreamReader(path);
        var start = new char[8192];
        var length = reader.ReadBlock(start, 0, start.Length);
        return QasmStart().IsMatch(new string(start, 0, length));
    }

    [GeneratedRegex(@"^\s*(OPENQASM\s+[0-9]|qreg\s|qubit[\s\[]|include\s+""(qelib1|stdgates)\.inc"")",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QasmStart();
}
