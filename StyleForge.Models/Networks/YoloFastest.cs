using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;
using StyleForge.Models.Weights.Darknet;

namespace StyleForge.Models.Networks;

/// <summary>
/// The detectors of the Yolo-Fastest project, version 1.1: inverted residuals with two outputs as in YOLOv3 (Redmon and Farhadi 2018, arXiv:1804.02767), for the
/// eighty kinds of objects of COCO. Their publisher's configurations, which are in the public domain, come with the program.
/// </summary>
public static class YoloFastest
{
    /// <summary>The small one: 346,062 numbers in its file.</summary>
    public static NetworkDescription Version11 => Small.Description;

    /// <summary>The larger one: 923,486 numbers in its file.</summary>
    public static NetworkDescription Version11Xl => Large.Description;

    /// <summary>The small one with its sections.</summary>
    internal static DarknetNetwork Small { get; } = Of("yolo-fastest", "yolo-fastest-1.1", "24.4", "99d03d0f26e2555275bdb30f43479d47cc19311f", "1c445c42bbd6df63edea2cc69f99667b5650d663ca11e34b116240740cd42890", 1_384_268);

    /// <summary>The larger one with its sections.</summary>
    internal static DarknetNetwork Large { get; } = Of("yolo-fastest-xl", "yolo-fastest-1.1-xl", "34.3", "9c62b1c50e024fb73d29a651133b1d63548e63a1", "fac5fb41786c1f38f04972a658443b189f48720d7d117f9a044100e98a35b0c5", 3_693_964);

    private static DarknetNetwork Of(string name, string file, string precision, string commit, string sha256, long bytes)
    {
        var facts = new NetworkFacts
        {
            Title = $"Yolo-Fastest {file[13..]}: finds the 80 kinds of objects of COCO, {precision} % mean average precision at an overlap of 0.5 by its publisher",
            Input = DarknetNetwork.Input,
            MinimumSide = 32,
            Licence = "public domain (the YOLO licence)",
            Paper = "Redmon and Farhadi 2018, YOLOv3: An Incremental Improvement, arXiv:1804.02767",
            Origin = new Uri("https://github.com/dog-qiuqiu/Yolo-Fastest"),
            Weights = new PublishedWeights(
                $"{file}.weights",
                GitHub.File("dog-qiuqiu/Yolo-Fastest", commit, $"ModelZoo/yolo-fastest-1.1_coco/{file}.weights"),
                sha256,
                bytes),
        };
        using var stream = DarknetConfiguration.Known($"{file}.cfg")!;
        return DarknetNetwork.Read(name, DarknetConfiguration.Read(stream, $"{file}.cfg", WeightLimits.Default), facts);
    }
}
