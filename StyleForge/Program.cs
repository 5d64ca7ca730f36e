using StyleForge;
using StyleForge.Hosting;

using var error = Terminals.Error();
using var interruption = new Interruption(error);
try
{
    return CommandLine.Run(args, HostEnvironment.OfProcess(error, interruption));
}
catch (CommandFailure failure)
{
    error.WriteLine(failure.Message);
    return failure.ExitCode;
}
