using StyleForge.Reports;

namespace StyleForge.Tests.Host.Reports;

public class HtmlWriterTests
{
    [Theory]
    [InlineData("castle & <b>\"moon\"</b> 'night'", "castle &amp; &lt;b&gt;&quot;moon&quot;&lt;/b&gt; &#39;night&#39;")]
    [InlineData("</script><script>alert(1)</script>", "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("&lt;", "&amp;lt;")]
    [InlineData("a\u202Egnp.exe", "a\\u202Egnp.exe")]
    [InlineData("\u200F\u2067\u061C", "\\u200F\\u2067\\u061C")]
    [InlineData("a\0b\u001Bc\u0085", "a\uFFFDb\uFFFDc\uFFFD")]
    [InlineData("line\nand\ttab", "line\nand\ttab")]
    [InlineData("Zürich, 東京, 🎨, 👩‍🎨", "Zürich, 東京, 🎨, 👩‍🎨")]
    public void A_text_is_only_a_text_inside_an_element_and_in_an_attribute(string text, string written)
    {
        Assert.Equal($"<p>{written}</p>", Written(page => page.Element("p", text)));
        Assert.Equal($"<img alt=\"{written}\">", Written(page => page.Void("img", ("alt", text))));
    }

    [Fact]
    public void Half_a_character_is_shown_as_one_that_cannot_be_shown() =>
        Assert.Equal("<p>a\uFFFD</p>", Written(page => page.Element("p", "a\uD83C")));

    [Fact]
    public void Elements_close_in_order_and_attributes_without_value_are_left_out() =>
        Assert.Equal(
            "<ul class=\"x\"><li>a</li></ul>",
            Written(page => page.Open("ul", ("class", "x"), ("id", null)).Open("li").Text("a").Close().Close()));

    private static string Written(Action<HtmlWriter> write)
    {
        using var output = new StringWriter();
        write(new HtmlWriter(output));
        return output.ToString();
    }
}
