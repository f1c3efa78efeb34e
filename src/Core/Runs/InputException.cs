namespace Quiver.Core.Runs;

/// <summary>Something the user supplied cannot be used: a file, a line of it, an option. One sentence, no stack trace needed.</summary>
public sealed class InputException : Exception
{
    /// <summary>Creates an error about an option or a value.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error about a place in a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="line">Its line, counted from 1; 0 when no single line is to blame.</param>
    /// <param name="message">What is wrong there and what was expected.</param>
    /// <param name="inner">The error behind it, if there is one.</param>
    public InputException(string file, long line, string message, Exception? inner = null)
        : base(line > 0 ? $"{file}:{line}: {message}" : $"{file}: {message}", inner)
    {
        File = file;
        Line = line;
    }

    /// <summary>The error for a path at which no file is: nothing, or a folder.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The error, to be thrown.</returns>
    public static InputException NoFile(string path) =>
        Directory.Exists(path)
            ? new InputException(path, 0, "this is a folder; name a file.")
            : new InputException($"There is no file {path}.");

    /// <summary>The file, or null.</summary>
    public string? File { get; }

    /// <summary>The line in the file, counted from 1, or 0.</summary>
    public long Line { get; }
}
