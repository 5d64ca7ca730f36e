using System.Text;
using System.Xml;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// Texts as an XMP packet (ISO 16684-1), for formats without a simpler place: a bag of keywords and values in a name space of
/// our own, and <c>xmp:CreatorTool</c> for what other programs show.
/// </summary>
internal static class XmpTexts
{
    private const string Meta = "adobe:ns:meta/";
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private const string Xmp = "http://ns.adobe.com/xap/1.0/";
    private const string Own = "urn:styleforge:texts:1";
    private const int MaximumLength = 4 << 20;

    /// <summary>The packet, in UTF-8.</summary>
    /// <exception cref="ImageFormatException">A text has characters that XML cannot hold.</exception>
    public static byte[] Write(IReadOnlyDictionary<string, string> texts)
    {
        using var packet = new MemoryStream();
        using (var xml = XmlWriter.Create(packet, new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            OmitXmlDeclaration = true,
            NewLineHandling = NewLineHandling.Entitize,
        }))
        {
            xml.WriteProcessingInstruction("xpacket", "begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"");
            xml.WriteStartElement("x", "xmpmeta", Meta);
            xml.WriteStartElement("rdf", "RDF", Rdf);
            xml.WriteStartElement("rdf", "Description", Rdf);
            xml.WriteAttributeString("rdf", "about", Rdf, "");
            if (texts.TryGetValue("Software", out var software))
            {
                Write(xml, "Software", () => xml.WriteElementString("xmp", "CreatorTool", Xmp, software));
            }

            xml.WriteStartElement("styleforge", "texts", Own);
            xml.WriteStartElement("rdf", "Bag", Rdf);
            foreach (var (keyword, text) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                xml.WriteStartElement("rdf", "li", Rdf);
                xml.WriteAttributeString("rdf", "parseType", Rdf, "Resource");
                Write(xml, keyword, () =>
                {
                    xml.WriteElementString("styleforge", "keyword", Own, keyword);
                    xml.WriteElementString("rdf", "value", Rdf, text);
                });
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteProcessingInstruction("xpacket", "end=\"w\"");
        }

        return packet.ToArray();
    }

    /// <summary>Adds the texts of a packet; those of other programs are passed over.</summary>
    /// <returns>False where the packet is broken or too long.</returns>
    public static bool Read(ReadOnlySpan<byte> packet, Dictionary<string, string> texts)
    {
        if (packet.Length > MaximumLength)
        {
            return false;
        }

        try
        {
            using var xml = XmlReader.Create(new MemoryStream(packet.TrimEnd((byte)0).ToArray()), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                MaxCharactersInDocument = MaximumLength,
                XmlResolver = null,
            });
            while (xml.ReadToFollowing("keyword", Own))
            {
                var keyword = xml.ReadElementContentAsString();
                if (xml.MoveToContent() == XmlNodeType.Element && xml is { LocalName: "value", NamespaceURI: Rdf })
                {
                    texts.TryAdd(keyword, xml.ReadElementContentAsString());
                }
            }

            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static void Write(XmlWriter xml, string keyword, Action write)
    {
        try
        {
            write();
        }
        catch (ArgumentException failure)
        {
            throw new ImageFormatException($"cannot hold the text «{keyword}», which has a character that XMP does not allow", failure);
        }
    }
}
