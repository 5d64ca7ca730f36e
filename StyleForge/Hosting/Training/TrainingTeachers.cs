using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Training.Features;

namespace StyleForge.Hosting.Training;

/// <summary>The networks that a student learns from.</summary>
internal sealed class TrainingTeachers : IDisposable
{
    private readonly List<TeacherSource> _all = [];

    /// <summary>Reads them.</summary>
    /// <param name="request">Names their files.</param>
    /// <exception cref="CommandFailure">One of them cannot be used.</exception>
    public TrainingTeachers(TrainingRequest request)
    {
        try
        {
            if (request.Teachers.Count == 0)
            {
                _all.Add(Fit(Vgg.Forge.Facts.BuiltIn!.Read(), Vgg.Forge));
            }

            foreach (var file in request.Teachers)
            {
                _all.Add(Fit(WeightFile.Read(file, WeightLimits.Default), Vgg.Vgg16, Vgg.Vgg19));
            }
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    /// <summary>All of them, in the order given.</summary>
    public IReadOnlyList<TeacherSource> All => _all;

    /// <inheritdoc/>
    public void Dispose() => _all.ForEach(teacher => teacher.Weights.Dispose());

    // The first network that the names fit; the last one's complaint where none does.
    private static TeacherSource Fit(WeightSet weights, params NetworkDescription[] networks)
    {
        for (var index = 0; ; index++)
        {
            try
            {
                return new TeacherSource(networks[index].Fit(weights), weights);
            }
            catch (WeightFormatException) when (index < networks.Length - 1)
            {
                // Another network of the family may have these names.
            }
            catch
            {
                weights.Dispose();
                throw;
            }
        }
    }
}
