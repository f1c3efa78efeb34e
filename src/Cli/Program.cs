using Quiver.Cli;
using Quiver.Cli.Common;

return await CommandRunner.RunAsync(QuiverCommands.Root(), args).ConfigureAwait(false);
