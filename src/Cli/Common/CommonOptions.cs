using System.CommandLine;

namespace Quiver.Cli.Common;

/// <summary>Options that mean the same in every command.</summary>
internal static class CommonOptions
{
    /// <summary>Full error details.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Show the full error, with its stack trace.",
        Recursive = true,
    };

    /// <summary>A user's own libtorch.</summary>
    public static Option<string?> LibTorch { get; } = new("--libtorch")
    {
        Description = "Folder of a libtorch or PyTorch (torch/lib) to use instead of the packaged one.",
        Recursive = true,
        HelpName = "FOLDER",
    };

    /// <summary>The run folder.</summary>
    public static Option<string?> Run { get; } = new("--run")
    {
        Description = "Folder for the whole run: run.json, result.json, metrics, checkpoints, plots; resumed by --resume FOLDER.",
        Recursive = true,
        HelpName = "FOLDER",
    };

    /// <summary>A configuration from a file.</summary>
    public static Option<string?> Config { get; } = new("--config")
    {
        Description = "Take arguments and options from this JSON file; the command line goes before it.",
        Recursive = true,
        HelpName = "FILE",
    };

    /// <summary>The configuration instead of the work.</summary>
    public static Option<bool> PrintConfig { get; } = new("--print-config")
    {
        Description = "Print the full configuration as JSON and do nothing.",
        Recursive = true,
    };

    /// <summary>An unfinished run; stands before any command.</summary>
    public static Option<string?> Resume { get; } = new(RunResume.Option)
    {
        Description = "Continue the unfinished run of this folder, with the command and options it began with.",
        HelpName = "FOLDER",
    };

    /// <summary>Seed of every random choice.</summary>
    public static Option<int> Seed() => new Option<int>("--seed")
    {
        Description = "Seed of every random choice.",
        DefaultValueFactory = _ => 0,
        HelpName = "N",
    }.Between(-2_000_000_000, 2_000_000_000);

    /// <summary>Where tensors live.</summary>
    public static Option<string> Device()
    {
        var option = new Option<string>("--device")
        {
            Description = "auto, cpu, cuda or cuda:N.",
            DefaultValueFactory = _ => "auto",
            HelpName = "DEVICE",
        };
        option.CompletionSources.Add("auto", "cpu", "cuda");
        option.Validators.Add(result =>
        {
            var name = result.Tokens.Count > 0 ? result.Tokens[0].Value : "auto";
            if (name is not ("auto" or "cpu" or "cuda")
                && !(name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out _)))
            {
                result.AddError($"Unknown device '{name}': use auto, cpu, cuda or cuda:N.");
            }
        });
        return option;
    }

    /// <summary>Where the result goes as JSON.</summary>
    public static Option<string?> Json() => new("--json")
    {
        Description = "Write the result as JSON to this file; - for standard output.",
        HelpName = "FILE",
    };
}
