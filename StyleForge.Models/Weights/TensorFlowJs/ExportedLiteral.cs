using System.Buffers;
using System.Buffers.Text;

namespace StyleForge.Models.Weights.TensorFlowJs;

/// <summary>
/// What a JavaScript module exports where that is one literal: an object or a list, or the base64 of bytes. Some packages keep networks so, that programs
/// in a browser need no server. It is read as data; nothing of the module is executed.
/// </summary>
internal static class ExportedLiteral
{
    /// <summary>How the names of such modules end.</summary>
    public const string Ending = ".js";

    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789.+-eE"u8);

    /// <summary>The literal as JSON, or the bytes that it is the base64 of; null for a module that exports something else.</summary>
    /// <param name="module">All of the module's text.</param>
    public static byte[]? Read(ReadOnlySpan<byte> module)
    {
        for (var place = 0; module[place..].IndexOf("exports="u8) is >= 0 and var found;)
        {
            place += found + "exports="u8.Length;
            if (place < module.Length && module[place] is (byte)'{' or (byte)'[')
            {
                return Json(module[place..]);
            }

            if (place < module.Length && module[place] is (byte)'"' or (byte)'\'')
            {
                return Bytes(module[place..]);
            }
        }

        return null;
    }

    private static byte[]? Bytes(ReadOnlySpan<byte> literal)
    {
        var end = literal[1..].IndexOf(literal[0]);
        if (end < 0)
        {
            return null;
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(end)];
        return Base64.DecodeFromUtf8(literal.Slice(1, end), bytes, out _, out var written) == OperationStatus.Done ? bytes[..written] : null;
    }

    // Minifiers leave quotes away around names, write !0 and !1 for truth values and .5 for 0.5.
    private static byte[]? Json(ReadOnlySpan<byte> literal)
    {
        var json = new ArrayBufferWriter<byte>(literal.Length);
        var depth = 0;
        for (var at = 0; at < literal.Length;)
        {
            var first = literal[at];
            int length;
            switch (first)
            {
                case (byte)'{' or (byte)'[':
                    depth++;
                    json.Write([first]);
                    at++;
                    break;
                case (byte)'}' or (byte)']':
                    json.Write([first]);
                    at++;
                    if (--depth == 0)
                    {
                        return json.WrittenSpan.ToArray();
                    }

                    break;
                case (byte)',' or (byte)':' or (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r':
                    json.Write([first]);
                    at++;
                    break;
                case (byte)'"':
                    length = StringLength(literal[at..]);
                    json.Write(literal.Slice(at, length));
                    at += length;
                    break;
                case (byte)'!' when at + 1 < literal.Length && literal[at + 1] is (byte)'0' or (byte)'1':
                    json.Write(literal[at + 1] == (byte)'0' ? "true"u8 : "false"u8);
                    at += 2;
                    break;
                case (byte)'-' or (byte)'.' or (>= (byte)'0' and <= (byte)'9'):
                    length = Length(literal[at..], literal[at..].IndexOfAnyExcept(NumberBytes));
                    WriteNumber(json, literal.Slice(at, length));
                    at += length;
                    break;
                default:
                    length = Length(literal[at..], WordLength(literal[at..]));
                    if (length == 0)
                    {
                        return null;
                    }

                    var word = literal.Slice(at, length);
                    at += length;
                    var isName = at < literal.Length && literal[at] == (byte)':';
                    json.Write(isName ? [(byte)'"', .. word, (byte)'"'] : word);
                    break;
            }
        }

        return null;
    }

    private static void WriteNumber(ArrayBufferWriter<byte> json, ReadOnlySpan<byte> number)
    {
        var isNegative = number[0] == (byte)'-';
        var size = isNegative ? number[1..] : number;
        json.Write(isNegative ? "-"u8 : []);
        json.Write(size.StartsWith("."u8) ? "0"u8 : []);
        json.Write(size);
    }

    // With its quotes; what follows a backslash ends nothing.
    private static int StringLength(ReadOnlySpan<byte> text)
    {
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == (byte)'\\')
            {
                at++;
            }
            else if (text[at] == (byte)'"')
            {
                return at + 1;
            }
        }

        return text.Length;
    }

    private static int WordLength(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsAsciiLetterOrDigit((char)text[at]) && text[at] is not ((byte)'_' or (byte)'$'))
            {
                return at;
            }
        }

        return -1;
    }

    private static int Length(ReadOnlySpan<byte> text, int found) => found < 0 ? text.Length : found;
}
