namespace Quiver.Cli.Completions;

/// <summary>An option as completions show it.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Description">The first sentence of what it does, in one line.</param>
/// <param name="Kind">What stands behind it.</param>
/// <param name="Choices">The words of a choice.</param>
internal sealed record CompletedOption(string Name, string Description, ValueKind Kind, IReadOnlyList<string> Choices);
