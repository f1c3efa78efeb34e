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

    /// <summary>The same for work that is awaited.</summary>
    public static async Task<T> AsInputAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (ArgumentException e)
        {
            throw new InputException(ExceptionText.WithoutParameter(e));
        }
    }
}
