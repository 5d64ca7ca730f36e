using StyleForge.Artwork.CommandLine;

return new Session(Console.Out, Console.Error, Environment.CurrentDirectory).Run(args);
