using System.CommandLine;
using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary>An option that was given but cannot matter for this input is a mistake of the user's: it is refused.</summary>
internal static class OptionEffect
{
    /// <summary>True when the user wrote the option, whatever its value.</summary>
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Refuses an option that was given without an effect.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="reason">Why it has none, for example "without --reference" or "on Pauli files, which name no orbitals".</param>
    /// <exception cref="InputException">The option was given.</exception>
    public static void RefuseWithoutEffect(this ParseResult parsed, Option option, string reason)
    {
        if (parsed.IsGiven(option))
        {
            throw new InputException($"{option.Name} has no effect {reason}: leave it out.");
        }
    }
}
