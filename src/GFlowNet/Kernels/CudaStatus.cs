namespace Quiver.GFlowNet.Kernels;

/// <summary>What this machine offers to kernels: the CUDA driver with its cards, and NVRTC.</summary>
/// <param name="Driver">The CUDA version that the driver serves, such as 12.8; null where it cannot be used.</param>
/// <param name="DriverProblem">Why not, in a sentence; null where it can.</param>
/// <param name="Devices">The cards; empty without a driver.</param>
/// <param name="Compiler">NVRTC's version; null where it cannot be used.</param>
/// <param name="CompilerPath">Where NVRTC was found; empty where it was not.</param>
/// <param name="CompilerProblem">Why NVRTC cannot be used, in a sentence; null where it can.</param>
public sealed record CudaStatus(
    string? Driver, string? DriverProblem, IReadOnlyList<CudaDevice> Devices, string? Compiler, string CompilerPath,
    string? CompilerProblem)
{
    /// <summary>Asks the machine. Nothing is started on a card.</summary>
    /// <returns>What is there.</returns>
    public static CudaStatus Probe()
    {
        var (driver, devices, driverProblem) = ((string?)null, (IReadOnlyList<CudaDevice>)[], (string?)null);
        try
        {
            driver = CudaDriver.Version();
            devices = CudaDriver.Devices();
        }
        catch (KernelUnavailableException e)
        {
            driverProblem = e.Message;
        }

        var (compiler, compilerProblem) = ((string?)null, (string?)null);
        try
        {
            compiler = RuntimeCompiler.Version();
        }
        catch (KernelUnavailableException e)
        {
            compilerProblem = e.Message;
        }

        return new CudaStatus(driver, driverProblem, devices, compiler, RuntimeCompiler.Path, compilerProblem);
    }
}
