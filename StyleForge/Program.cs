using StyleForge;
using StyleForge.Hosting;

using var interruption = new Interruption(Console.Error);
return CommandLine.Run(args, HostEnvironment.OfProcess(interruption.Token));
