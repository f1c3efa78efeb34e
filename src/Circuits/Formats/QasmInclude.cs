using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>The files that a program includes, each found beside the one that names it.</summary>
/// <param name="root">Full path of the program's own file.</param>
internal sealed class QasmInclude(string root)
{
    /// <summary>Files that may include one another, one inside the other.</summary>
    public const int MostDepth = 16;

    private readonly Stack<string> open = new([root]);
    private long bytes;

    /// <summary>Opens an included file.</summary>
    /// <param name="name">The name as written, relative to the file that stands open.</param>
    /// <param name="error">Makes the refusal.</param>
    /// <returns>Its text, and the name for messages.</returns>
    public (string Text, string File) Enter(string name, Func<string, InputException> error)
    {
        var shown = QasmParser.Short(name);
        string path;
        try
        {
            path = Path.GetFullPath(name, Path.GetDirectoryName(open.Peek())!);
        }
        catch (ArgumentException)
        {
            throw error($"'{shown}' is no name of a file.");
        }

        if (!File.Exists(path))
        {
            throw error($"'{shown}' cannot be included: there is no such file beside this one (\"qelib1.inc\" and \"stdgates.inc\" need "
                + $"none).");
        }

        if (open.Contains(path, StringComparer.Ordinal))
        {
            throw error($"'{shown}' cannot be included: it includes itself.");
        }

        if (open.Count > MostDepth)
        {
            throw error($"files include one another in more than {MostDepth} levels.");
        }

        string text;
        try
        {
            text = BoundedFile.ReadText(path, QasmReader.MostBytes - bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InputException)
        {
            throw error($"'{shown}' cannot be included: {e.Message}");
        }

        bytes += text.Length;
        open.Push(path);
        return (text, path);
    }

    /// <summary>Leaves the file opened last.</summary>
    public void Leave() => open.Pop();
}
