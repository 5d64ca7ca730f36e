using Quartz;

namespace StyleForge.Service;

/// <summary>Jobs that are submitted whenever their time has come.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Cron">When.</param>
/// <param name="Jobs">A job file, or a folder of job files; an absolute path.</param>
/// <param name="RunsMissed">True to catch up once where the time passed while the machine slept.</param>
internal sealed record Schedule(string Name, CronExpression Cron, string Jobs, bool RunsMissed);
