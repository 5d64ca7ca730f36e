using System.Text;
using StyleForge.Models.Weights.TensorFlowJs;

namespace StyleForge.Tests.Models.Weights.TensorFlowJs;

/// <summary>JavaScript modules that export data.</summary>
public sealed class ExportedLiteralTests
{
    [Theory]
    [InlineData("""exports={a:1,"b":[.5,-.25,1e-3],_c$1:{d:!0,e:!1,f:null},g:"x:{\"}"};""", """{"a":1,"b":[0.5,-0.25,1e-3],"_c$1":{"d":true,"e":false,"f":null},"g":"x:{\"}"}""")]
    [InlineData("""!function(a){module.exports=a();c=i[o]={exports:{}};}(function(){return{1:[function(a,n,i){n.exports=[{paths:["p"]}]},{}]}});""", """[{"paths":["p"]}]""")]
    [InlineData("exports={ a : 1 }", """{ a : 1 }""")]
    public void An_object_or_a_list_becomes_JSON(string module, string json) => Assert.Equal(json, Encoding.UTF8.GetString(Read(module)!));

    [Theory]
    [InlineData("n.exports=\"AQID\"},{}]")]
    [InlineData("n.exports='AQID';")]
    public void A_text_is_the_base64_of_bytes(string module) => Assert.Equal([1, 2, 3], Read(module));

    [Theory]
    [InlineData("")]
    [InlineData("exports=")]
    [InlineData("exports=function(){return 1}")]
    [InlineData("exports={a:function(){}}")]
    [InlineData("exports={a:1")]
    [InlineData("exports={a:\"b")]
    [InlineData("exports=\"AQID")]
    [InlineData("exports=\"no base64!\"")]
    [InlineData("exports={a:b+c}")]
    [InlineData("export default {a:1}")]
    public void Anything_else_is_no_data(string module) => Assert.Null(Read(module));

    private static byte[]? Read(string module) => ExportedLiteral.Read(Encoding.UTF8.GetBytes(module));
}
