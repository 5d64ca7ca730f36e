global using Xunit;

[assembly: TestCollectionOrderer("StyleForge.Tests.TestKit.LongFirst", "StyleForge.Tests")]
