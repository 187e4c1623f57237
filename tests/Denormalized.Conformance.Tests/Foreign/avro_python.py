"""Reads and writes Avro with Apache Avro for Python, for the tests: a request on each line of standard input, its answer
on a line of standard output. Values travel as text, as in avro.js."""
import io
import json
import struct
import sys

import avro.compatibility
import avro.datafile
import avro.io
import avro.schema


def plain(schema):
    """What is meant by a value is not the point, but which value it is."""
    if isinstance(schema, list):
        return [plain(s) for s in schema]
    if isinstance(schema, dict):
        return {k: v if k == "default" else plain(v) for k, v in schema.items() if k != "logicalType"}
    return schema


def parse(text):
    return avro.schema.parse(json.dumps(plain(json.loads(text))))


def text(schema, value):
    kind = schema.type
    if kind in ("union", "error_union"):
        return text(next(s for s in schema.schemas if s.validate(value) is not None), value)
    if kind == "null":
        return "null"
    if kind == "boolean":
        return "true" if value else "false"
    if kind in ("int", "long"):
        return str(value)
    if kind in ("float", "double"):
        return "fnan" if value != value else "f" + struct.pack(">d", value).hex()
    if kind == "string":
        return "s" + value.encode("utf-8").hex()
    if kind in ("bytes", "fixed"):
        return "b" + value.hex()
    if kind == "enum":
        return "e" + value
    if kind == "array":
        return "[" + ",".join(text(schema.items, v) for v in value) + "]"
    if kind == "map":
        items = sorted((k.encode("utf-8").hex(), v) for k, v in value.items())
        return "{" + ",".join("s%s:%s" % (k, text(schema.values, v)) for k, v in items) + "}"
    return "(" + ",".join(text(f.type, value[f.name]) for f in schema.fields) + ")"


def open_file(path):
    reader = avro.datafile.DataFileReader(open(path, "rb"), avro.io.DatumReader())
    schema = parse(reader.get_meta("avro.schema").decode("utf-8"))
    reader.datum_reader.writers_schema = schema
    reader.datum_reader.readers_schema = schema
    return reader, schema


def read(request):
    reader, schema = open_file(request["file"])
    with reader:
        return [text(schema, value) for value in reader]


def rewrite(request):
    reader, schema = open_file(request["file"])
    count = 0
    with reader, avro.datafile.DataFileWriter(open(request["target"], "wb"), avro.io.DatumWriter(), schema, codec=request["codec"]) as writer:
        for value in reader:
            writer.append(value)
            count += 1
    return count


def resolve(request):
    writer, reader = parse(request["writer"]), parse(request["reader"])
    decoder = avro.io.BinaryDecoder(io.BytesIO(bytes.fromhex(request["data"])))
    value = avro.io.DatumReader(writer, reader).read(decoder)
    output = io.BytesIO()
    avro.io.DatumWriter(reader).write(value, avro.io.BinaryEncoder(output))
    return output.getvalue().hex()


def compatible(request):
    result = avro.compatibility.ReaderWriterCompatibilityChecker().get_compatibility(parse(request["reader"]), parse(request["writer"]))
    if result.compatibility != avro.compatibility.SchemaCompatibilityType.compatible:
        raise ValueError(str(result.messages))
    return True


OPERATIONS = {"compatible": compatible, "read": read, "rewrite": rewrite, "resolve": resolve}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"result": OPERATIONS[request["operation"]](request)}
    except Exception as error:  # the answer is the error, whatever it is
        answer = {"error": "%s: %s" % (type(error).__name__, error)}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
