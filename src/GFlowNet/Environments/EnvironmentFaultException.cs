namespace Quiver.GFlowNet.Environments;

/// <summary>An environment breaks one of the rules that training relies on; the message says which, and where.</summary>
public sealed class EnvironmentFaultException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="fault">What is wrong, with the state and the action; no full stop.</param>
    public EnvironmentFaultException(DiscreteEnvironment environment, string fault)
        : base($"The environment '{environment?.Name}' is broken: {fault}.")
    {
        ArgumentNullException.ThrowIfNull(environment);
        Fault = fault;
    }

    /// <summary>What is wrong.</summary>
    public string Fault { get; }
}
