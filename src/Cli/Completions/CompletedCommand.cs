namespace Quiver.Cli.Completions;

/// <summary>A command, or a group of them, as completions show it.</summary>
/// <param name="Path">Its words without the program's name; empty for the program itself.</param>
/// <param name="Description">The first sentence of what it does, in one line.</param>
/// <param name="Words">Names and descriptions of the commands below it, and the words that its argument may be.</param>
/// <param name="Options">Its options, those it inherits included.</param>
/// <param name="TakesFiles">Whether its arguments may be files.</param>
internal sealed record CompletedCommand(
    string Path, string Description, IReadOnlyList<(string Name, string Description)> Words, IReadOnlyList<CompletedOption> Options,
    bool TakesFiles);
