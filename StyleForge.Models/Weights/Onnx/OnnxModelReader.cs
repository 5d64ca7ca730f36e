namespace StyleForge.Models.Weights.Onnx;

/// <summary>
/// Reads what an ONNX file (onnx.ai, <c>onnx.proto</c>) says of its network, all but the numbers: of those it keeps where they lie. Operators and
/// attributes of any name are kept; fields that a network does not need are stepped over.
/// </summary>
internal sealed class OnnxModelReader
{
    private readonly WeightSource _source;
    private readonly ProtobufReader _fields;

    private OnnxModelReader(WeightSource source)
    {
        _source = source;
        _fields = new ProtobufReader(source);
    }

    /// <summary>Reads the model of a file.</summary>
    /// <exception cref="WeightFormatException">It cannot be read; the sentence says why.</exception>
    public static OnnxModel Read(WeightSource source)
    {
        source.Stream.Position = 0;
        return new OnnxModelReader(source).ReadModel();
    }

    private OnnxModel ReadModel()
    {
        var (producer, version, graph) = ("", "", (OnnxGraph?)null);
        var sets = new Dictionary<string, long>(StringComparer.Ordinal);
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        _fields.Fields(field =>
        {
            switch (field)
            {
                case 2:
                    producer = _fields.Text();
                    break;
                case 3:
                    version = _fields.Text();
                    break;
                case 7:
                    graph = ReadGraph();
                    break;
                case 8:
                    var (domain, number) = ReadOperatorSet();
                    sets[domain] = number;
                    break;
                case 14:
                    var (key, value) = ReadPair();
                    metadata[key] = value;
                    break;
            }
        });
        return new OnnxModel($"{producer} {version}".Trim(), sets, graph ?? throw _source.Wrong("is an ONNX model without a graph; download or copy it again"), metadata);
    }

    private OnnxGraph ReadGraph()
    {
        var name = "";
        var (nodes, initialisers, inputs, outputs) = (new List<OnnxNode>(), new List<OnnxTensor>(), new List<OnnxValue>(), new List<OnnxValue>());
        _fields.Message(field =>
        {
            switch (field)
            {
                case 1:
                    nodes.Add(ReadNode());
                    break;
                case 2:
                    name = _fields.Text();
                    break;
                case 5:
                    initialisers.Add(ReadTensor());
                    break;
                case 11:
                    inputs.Add(ReadValue());
                    break;
                case 12:
                    outputs.Add(ReadValue());
                    break;
                case 15:
                    throw _source.Wrong("holds a sparse tensor, and only dense ones are read; save the model with dense initialisers");
            }
        });
        return new OnnxGraph(name, nodes, initialisers, inputs, outputs);
    }

    private OnnxNode ReadNode()
    {
        var (name, operation, domain) = ("", "", "");
        var (inputs, outputs) = (new List<string>(), new List<string>());
        var attributes = new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal);
        _fields.Message(field =>
        {
            switch (field)
            {
                case 1:
                    inputs.Add(_fields.Text());
                    break;
                case 2:
                    outputs.Add(_fields.Text());
                    break;
                case 3:
                    name = _fields.Text();
                    break;
                case 4:
                    operation = _fields.Text();
                    break;
                case 5:
                    var (key, attribute) = ReadAttribute();
                    attributes[key] = attribute;
                    break;
                case 7:
                    domain = _fields.Text();
                    break;
            }
        });
        return new OnnxNode(name, operation, domain, inputs, outputs, attributes);
    }

    private (string Name, OnnxAttribute Attribute) ReadAttribute()
    {
        var (name, text, number, integer, tensor) = ("", "", 0f, 0L, (OnnxTensor?)null);
        var (numbers, integers, texts, tensors, graphs) = (new List<float>(), new List<long>(), new List<string>(), new List<OnnxTensor>(), new List<OnnxGraph>());
        _fields.Message(field =>
        {
            switch (field)
            {
                case 1:
                    name = _fields.Text();
                    break;
                case 2:
                    number = _fields.Single();
                    break;
                case 3:
                    integer = _fields.Whole();
                    break;
                case 4:
                    text = _fields.Text();
                    break;
                case 5:
                    tensor = ReadTensor();
                    break;
                case 6 or 11:
                    graphs.Add(ReadGraph());
                    break;
                case 7:
                    _fields.Singles(numbers);
                    break;
                case 8:
                    _fields.Wholes(integers);
                    break;
                case 9:
                    texts.Add(_fields.Text());
                    break;
                case 10:
                    tensors.Add(ReadTensor());
                    break;
            }
        });
        return (name, new OnnxAttribute
        {
            Number = number,
            Integer = integer,
            Text = text,
            Tensor = tensor,
            Numbers = numbers,
            Integers = integers,
            Texts = texts,
            Tensors = tensors,
            Graphs = graphs,
        });
    }

    private OnnxTensor ReadTensor()
    {
        var (name, type, storage, elsewhere, problem) = ("", OnnxElement.Undefined, OnnxStorage.None, false, (string?)null);
        var (extents, places, location) = (new List<long>(), new List<(long Begin, long Length)>(), "");
        _fields.Message(field =>
        {
            switch (field)
            {
                case 1:
                    _fields.Wholes(extents);
                    break;
                case 2:
                    type = ReadElement();
                    break;
                case 3:
                    problem = "in segments, which are not read; save the model anew";
                    break;
                case 8:
                    name = _fields.Text();
                    break;
                case 13:
                    var (key, value) = ReadPair();
                    location = key == "location" ? value : location;
                    elsewhere = true;
                    break;
                case 14:
                    elsewhere |= _fields.Whole() == 1;
                    break;
                case (int)OnnxStorage.Singles or (int)OnnxStorage.Wholes32 or (int)OnnxStorage.Wholes64 or (int)OnnxStorage.Raw or (int)OnnxStorage.Doubles or (int)OnnxStorage.Naturals64:
                    var place = _fields.Place();
                    if (place.Length > 0)
                    {
                        problem = storage == OnnxStorage.None || storage == (OnnxStorage)field ? problem : "twice, as numbers of two kinds; download or copy it again";
                        storage = (OnnxStorage)field;
                        places.Add(place);
                    }

                    break;
            }
        });
        // The name may come last, so nothing is said before.
        problem = elsewhere ? $"in another file ({(location.Length > 0 ? $"'{location}'" : "which is not named")}), and only models that hold their weights are read; save it with them inside" : problem;
        if (problem is not null)
        {
            throw _source.Wrong($"keeps '{name}' {problem}");
        }

        var tensor = new OnnxTensor(name, type, extents, storage, places);
        var count = extents.Aggregate(1L, (product, extent) => extent < 0 || product > OnnxTensor.MostIntegers ? long.MaxValue : product * Math.Min(extent, int.MaxValue));
        if (!type.IsWhole() || count > OnnxTensor.MostIntegers)
        {
            return tensor;
        }

        var here = _source.Stream.Position;
        OnnxNumbers.Require(_source, tensor, count);
        tensor = tensor with { Integers = [.. OnnxNumbers.Integers(_source, tensor, count)] };
        _source.Stream.Position = here;
        return tensor;
    }

    private OnnxElement ReadElement() => (OnnxElement)(int)Math.Clamp(_fields.Whole(), int.MinValue, int.MaxValue);

    private OnnxValue ReadValue()
    {
        var (name, type, extents) = ("", OnnxElement.Undefined, (List<long?>?)null);
        _fields.Message(field =>
        {
            switch (field)
            {
                case 1:
                    name = _fields.Text();
                    break;
                case 2:
                    _fields.Message(kind =>
                    {
                        // Kinds beyond 1 are sequences, maps and the like.
                        if (kind == 1)
                        {
                            _fields.Message(part =>
                            {
                                if (part == 1)
                                {
                                    type = ReadElement();
                                }
                                else if (part == 2)
                                {
                                    extents = ReadExtents();
                                }
                            });
                        }
                    });
                    break;
            }
        });
        return new OnnxValue(name, type, extents);
    }

    private List<long?> ReadExtents()
    {
        var extents = new List<long?>();
        _fields.Message(field =>
        {
            if (field == 1)
            {
                var extent = (long?)null;
                _fields.Message(part => extent = part == 1 ? _fields.Whole() : extent);
                extents.Add(extent);
            }
        });
        return extents;
    }

    private (string Domain, long Version) ReadOperatorSet()
    {
        var (domain, version) = ("", 0L);
        _fields.Message(field =>
        {
            domain = field == 1 ? _fields.Text() : domain;
            version = field == 2 ? _fields.Whole() : version;
        });
        return (domain, version);
    }

    private (string Key, string Value) ReadPair()
    {
        var (key, value) = ("", "");
        _fields.Message(field =>
        {
            key = field == 1 ? _fields.Text() : key;
            value = field == 2 ? _fields.Text() : value;
        });
        return (key, value);
    }
}
