namespace StyleForge.Tests.Host.Queue;

/// <summary>Stands for the end of a process: nothing in the program may catch it, and nothing after it is done.</summary>
internal sealed class ProcessKilledException : Exception;
