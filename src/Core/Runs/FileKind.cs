using System.Runtime.InteropServices;

namespace Quiver.Core.Runs;

/// <summary>What a path leads to.</summary>
internal static class FileKind
{
    private const int CurrentFolder = -100;
    private const uint TypeOnly = 1;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Whether a device, a pipe or a socket stands there: what is written to it is passed on, and no file may take its
    /// place.</summary>
    /// <param name="path">The path; links are followed.</param>
    public static bool IsPassedOn(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        // /dev/stdout may be a file, which others write to as well.
        if (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal))
        {
            return true;
        }

        try
        {
            var about = new byte[256];
            return Statx(CurrentFolder, path, 0, TypeOnly, about) == 0
                && (BitConverter.ToUInt16(about, ModeOffset) & TypeMask) is not (Regular or Folder);
        }
        catch (EntryPointNotFoundException)
        {
            // An old C library: files are files.
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] about);
}
