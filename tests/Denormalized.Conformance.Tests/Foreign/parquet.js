// Reads and writes Parquet with parquet-wasm (arrow-rs) or hyparquet, for the tests: a request on each line of standard input,
// its answer on a line of standard output. Values travel as text, see ParquetText.cs.
//
//   node parquet.js parquet-wasm|hyparquet <folder with node_modules>
'use strict';
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const serve = require('./serve.js');

const [library, folder] = process.argv.slice(2);
const load = file => import(pathToFileURL(path.join(folder, 'node_modules', file)));

const hex = bytes => 'b' + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

function bits(value) {
  if (Number.isNaN(value)) return 'fnan';
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(value);
  return 'f' + buffer.toString('hex');
}

const map = entries => '{' + entries.sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(e => e.join(':')).join(',') + '}';

const signed = value => (typeof value === 'bigint' ? BigInt.asIntN(64, value) : value | 0).toString();

// Little-endian words of 32 bits, in two's complement.
function wide(words) {
  let value = 0n;
  for (let i = words.length - 1; i >= 0; i--) value = (value << 32n) | BigInt(words[i] >>> 0);
  return BigInt.asIntN(32 * words.length, value).toString();
}

const wasm = {
  async read({ file }) {
    const [parquet, arrow] = await this.modules();
    const table = arrow.tableFromIPC(parquet.readParquet(new Uint8Array(fs.readFileSync(file))).intoIPCStream());
    const rows = [];
    for (const batch of table.batches) {
      for (let i = 0; i < batch.numRows; i++) rows.push('(' + batch.data.children.map(c => this.text(arrow, c, i)).join(',') + ')');
    }
    return rows;
  },

  // Encodings by the names of columns, which are then written without a dictionary.
  async rewrite({ file, target, codec, version, encodings }) {
    const [parquet] = await this.modules();
    let properties = new parquet.WriterPropertiesBuilder()
      .setCompression(parquet.Compression[codec])
      .setWriterVersion(version === 2 ? parquet.WriterVersion.V2 : parquet.WriterVersion.V1);
    for (const [column, encoding] of Object.entries(encodings ?? {})) {
      properties = properties.setColumnDictionaryEnabled(column, false).setColumnEncoding(column, parquet.Encoding[encoding]);
    }
    const table = parquet.readParquet(new Uint8Array(fs.readFileSync(file)));
    fs.writeFileSync(target, parquet.writeParquet(table, properties.build()));
    return table.numRows ?? 0;
  },

  async modules() {
    return [await load('parquet-wasm/node/parquet_wasm.js'), await load('apache-arrow/Arrow.node.mjs')];
  },

  text(arrow, data, i) {
    if (data.type.typeId !== arrow.Type.Null && data.nullCount > 0 && !data.getValid(i)) return 'null';
    const { Type } = arrow;
    const { values, valueOffsets, children } = data;
    const range = () => Array.from({ length: valueOffsets[i + 1] - valueOffsets[i] }, (_, n) => valueOffsets[i] + n);
    switch (data.type.typeId) {
      case Type.Bool: { const at = data.offset + i; return (values[at >> 3] >> (at & 7)) & 1 ? 'true' : 'false'; }
      case Type.Int: case Type.Date: case Type.Time: case Type.Timestamp: return signed(values[i]);
      case Type.Float: return bits(data.type.precision === 0 ? arrow.util.uint16ToFloat64(values[i]) : values[i]);
      case Type.Decimal: { const words = data.type.bitWidth / 32; return wide(values.subarray(i * words, (i + 1) * words)); }
      case Type.FixedSizeBinary: { const width = data.type.byteWidth; return hex(values.subarray(i * width, (i + 1) * width)); }
      case Type.Utf8: case Type.Binary: case Type.LargeUtf8: case Type.LargeBinary: return hex(values.subarray(Number(valueOffsets[i]), Number(valueOffsets[i + 1])));
      case Type.List: return '[' + range().map(n => this.text(arrow, children[0], n)).join(',') + ']';
      case Type.Map: return map(range().map(n => children[0].children.map(c => this.text(arrow, c, n))));
      case Type.Struct: return '(' + children.map(c => this.text(arrow, c, i)).join(',') + ')';
      default: throw new Error(`${data.type} has no text`);
    }
  },
};

const hyparquet = {
  async read({ file }) {
    const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } = await load('hyparquet/src/node.js');
    const { compressors } = await load('hyparquet-compressors/src/index.js');
    const buffer = await asyncBufferFromFile(file);
    const metadata = await parquetMetadataAsync(buffer);

    // Not what is meant by a value is the point, but which value is stored: its decimals would be floating point.
    const meant = parquetSchema(metadata);
    const plain = structuredClone(metadata);
    for (const element of plain.schema.filter(e => e.type)) {
      delete element.converted_type;
      delete element.logical_type;
    }
    const rows = await parquetReadObjects({ file: buffer, metadata: plain, compressors, utf8: false });
    return rows.map(row => '(' + meant.children.map(c => this.text(c, row[c.element.name])).join(',') + ')');
  },

  text({ element, children }, value) {
    if (value === null || value === undefined) return 'null';
    const kind = element.logical_type?.type ?? element.converted_type;
    if (kind === 'LIST') return '[' + value.map(v => this.text(children[0].children[0], v)).join(',') + ']';
    if (kind === 'MAP') return map(Object.entries(value).map(([k, v]) => [this.key(children[0].children[0], k), this.text(children[0].children[1], v)]));
    if (children.length > 0) return '(' + children.map(c => this.text(c, value[c.element.name])).join(',') + ')';
    if (value instanceof Uint8Array) return kind === 'DECIMAL' ? this.decimal(value) : kind === 'FLOAT16' ? bits(this.half(value)) : hex(value);
    return typeof value === 'boolean' ? String(value) : element.type === 'FLOAT' || element.type === 'DOUBLE' ? bits(value) : String(value);
  },

  // Objects have texts for keys: of bytes their numbers with commas.
  key: ({ element }, key) => (/BYTE_ARRAY/.test(element.type) ? hex(Uint8Array.from(key === '' ? [] : key.split(','))) : key),

  decimal: bytes => BigInt.asIntN(8 * bytes.length, BigInt('0x' + Buffer.from(bytes).toString('hex'))).toString(),

  half([low, high]) {
    const [sign, exponent, fraction] = [high & 0x80 ? -1 : 1, (high >> 2) & 0x1f, ((high & 3) << 8) | low];
    if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
    return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
  },
};

serve(library === 'hyparquet' ? hyparquet : wasm);
