using System.CommandLine;
using Quiver.Cli;

namespace Quiver.Lite;

/// <summary>The commands that need no libtorch.</summary>
internal static class LiteCommands
{
    private static readonly string[] Kept =
    [
        "group", "info", "check-grouping", "convert", "circuits run", "circuits convert", "circuits draw", "runs", "completions",
    ];

    public static RootCommand Root()
    {
        var root = QuiverCommands.Root();
        root.Description = "Quiver without libtorch: group, describe and convert Hamiltonians, run and convert circuits.";
        Keep(root, string.Empty);
        root.Subcommands.Single(static c => c.Name is "circuits").Description = "Run, convert and draw circuits.";

        // What trains or loads a policy is not there.
        Without(root, "--libtorch");
        Without(root.Subcommands.Single(static c => c.Name is "group"), "--policy", "--save-policy", "--train-share", "--device");
        return root;
    }

    private static void Without(Command command, params string[] options)
    {
        foreach (var option in command.Options.Where(o => options.Contains(o.Name, StringComparer.Ordinal)).ToArray())
        {
            command.Options.Remove(option);
        }
    }

    // Groups of commands stay where one of theirs does.
    private static void Keep(Command command, string path)
    {
        foreach (var child in command.Subcommands.ToArray())
        {
            var name = path.Length == 0 ? child.Name : $"{path} {child.Name}";
            if (Kept.Contains(name, StringComparer.Ordinal))
            {
                continue;
            }

            Keep(child, name);
            if (!Array.Exists(Kept, k => k.StartsWith(name + " ", StringComparison.Ordinal)))
            {
                command.Subcommands.Remove(child);
            }
        }
    }
}
