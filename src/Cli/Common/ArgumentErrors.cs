using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary>Turns what a library says of its arguments into a sentence on the user's input.</summary>
internal static class ArgumentErrors
{
    public static T AsInput<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (ArgumentException e)
        {
            throw new InputException(ExceptionText.WithoutParameter(e));
        }
    }
}
