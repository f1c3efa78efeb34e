using System.Text.Json.Nodes;

namespace Quiver.Cli.Common;

/// <summary>What a command line says in full: the command, its arguments, every option with its value, and which of them were
/// given.</summary>
/// <param name="Command">The command's words, such as "links train".</param>
/// <param name="Arguments">Its arguments, in order.</param>
/// <param name="Options">Every option without its dashes; a value is a number, a text, true or false, a list, or null.</param>
/// <param name="Given">Names of the options that were given; the others have their defaults.</param>
internal sealed record RunConfiguration(
    string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, JsonNode?> Options, IReadOnlyList<string> Given);
