using Quiver.Cli.Common;
using Quiver.Lite;

return await CommandRunner.RunAsync(LiteCommands.Root(), args).ConfigureAwait(false);
