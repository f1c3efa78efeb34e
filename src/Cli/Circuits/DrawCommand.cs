using System.CommandLine;
using Quiver.Circuits.Formats;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Circuits;

/// <summary>quiver circuits draw: a circuit as text or SVG.</summary>
internal static class DrawCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("FILE") { Description = "The circuit, OpenQASM 2 or 3." };
        var svg = new Option<string?>("--svg")
        {
            Description = "Write an SVG picture to this file instead; - for standard output.",
            HelpName = "FILE"
        };
        var width = new Option<int?>("--width") { Description = "Columns of text; by default the terminal's.", HelpName = "N" };
        var ascii = new Option<bool>("--ascii") { Description = "Only ASCII characters." };
        var digits = new Option<int>("--digits")
        {
            Description = "Decimals of angles, 0 to 10.",
            DefaultValueFactory = _ => 2,
            HelpName = "N"
        };
        var command = new Command("draw", "Draw a circuit as text or SVG.") { input, svg, width, ascii, digits };
        command.SetAction(result =>
        {
            var program = CircuitFiles.Read(result.GetValue(input)!);
            var decimals = result.GetValue(digits);
            var columns = result.GetValue(width) ?? (Console.IsOutputRedirected ? 100 : Math.Max(40, Console.WindowWidth - 1));
            if (decimals is < 0 or > 10 || columns < 20)
            {
                throw new InputException("draw needs --digits from 0 to 10 and --width of at least 20.");
            }

            if (result.GetValue(svg) is { } picture)
            {
                result.RefuseWithoutEffect(ascii, "on an SVG picture");
                result.RefuseWithoutEffect(width, "on an SVG picture");
                CircuitFiles.Put(picture, CircuitSvg.Draw(program, decimals));
            }
            else
            {
                Console.Out.Write(CircuitText.Draw(program, columns, result.GetValue(ascii), decimals));
            }

            return 0;
        });
        return command;
    }
}
