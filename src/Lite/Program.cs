using Quiver.Cli.Common;
using Quiver.Lite;

ProgramName.Value = "quiver-lite";
return await CommandRunner.RunAsync(LiteCommands.Root(), args).ConfigureAwait(false);
