// Reads and writes Avro with avro-js (Apache Avro) or avsc, for the tests: a request on each line of standard input, its
// answer on a line of standard output. Values travel as text, see `text`.
//
//   node avro.js avro-js|avsc <folder with node_modules>
'use strict';
const fs = require('fs');
const path = require('path');
const { finished } = require('stream/promises');
const serve = require('./serve.js');

const [library, folder] = process.argv.slice(2);
const avro = require(path.join(folder, 'node_modules', library));

// 64 bits do not fit a JavaScript number.
const long = (avro.types.LongType.using ?? avro.types.LongType.__with)({
  fromBuffer: buffer => buffer.readBigInt64LE(),
  toBuffer: value => { const buffer = Buffer.alloc(8); buffer.writeBigInt64LE(value); return buffer; },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: value => typeof value === 'bigint',
  compare: (left, right) => (left === right ? 0 : left < right ? -1 : 1),
});

const typeHook = schema => (schema === 'long' || schema?.type === 'long' ? long : undefined);

// What is meant by a value is not the point, but which value it is.
function plain(schema) {
  if (Array.isArray(schema)) return schema.map(plain);
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'logicalType').map(([key, value]) => [key, key === 'default' ? value : plain(value)]));
}

function parse(schema, exact) {
  const options = exact ? { typeHook } : {};
  return library === 'avsc' ? avro.Type.forSchema(plain(schema), { ...options, wrapUnions: true }) : avro.parse(plain(schema), options);
}

const hex = bytes => Buffer.from(bytes).toString('hex');

// null, true, 12, f<bits of a double>, s<UTF-8>, b<bytes>, e<symbol>, [items], {s<key>:value} by key, (fields)
function text(schema, value, names) {
  if (Array.isArray(schema)) {
    if (value === null) return 'null';
    const branch = Object.keys(value)[0];
    return text(schema.find(s => branch === (typeof s === 'string' ? s : s.name === undefined ? s.type : fullName(s, names))) ?? branch, value[branch], names);
  }
  const kind = typeof schema === 'string' ? schema : schema.type;
  switch (kind) {
    case 'null': return 'null';
    case 'boolean': case 'int': case 'long': return String(value);
    case 'float': case 'double': return Number.isNaN(value) ? 'fnan' : 'f' + bits(value);
    case 'string': return 's' + hex(Buffer.from(value, 'utf8'));
    case 'bytes': return 'b' + hex(value);
    case 'fixed': names.set(fullName(schema, names), schema); return 'b' + hex(value);
    case 'enum': names.set(fullName(schema, names), schema); return 'e' + value;
    case 'array': return '[' + value.map(v => text(schema.items, v, names)).join(',') + ']';
    case 'map': return '{' + Object.keys(value).map(k => [hex(Buffer.from(k, 'utf8')), k]).sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([h, k]) => `s${h}:${text(schema.values, value[k], names)}`).join(',') + '}';
    case 'record': names.set(fullName(schema, names), schema); return '(' + schema.fields.map(f => text(f.type, value[f.name], names)).join(',') + ')';
    default: return text(typeof kind === 'object' ? kind : names.get(kind), value, names);
  }
}

const fullName = schema => (schema.namespace ? `${schema.namespace}.${schema.name}` : schema.name);

function bits(value) {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(value);
  return hex(buffer);
}

// Named types are met in any order of values: all are known before the first.
function collect(schema, names) {
  if (Array.isArray(schema)) { schema.forEach(s => collect(s, names)); return names; }
  if (schema === null || typeof schema !== 'object') return names;
  if (schema.name !== undefined && typeof schema.type === 'string') names.set(fullName(schema), schema);
  (schema.fields ?? []).forEach(f => collect(f.type, names));
  [schema.items, schema.values, typeof schema.type === 'object' ? schema.type : undefined].forEach(s => s !== undefined && collect(s, names));
  return names;
}

function readFile(file, onValue) {
  const options = library === 'avsc' ? { parseHook: schema => parse(schema, true) } : { parseOpts: { typeHook } };
  const read = {};
  return new Promise((resolve, reject) => {
    avro.createFileDecoder(file, options)
      .on('metadata', (type, codec, header) => Object.assign(read, { type, schema: JSON.parse(header.meta['avro.schema'].toString()) }))
      .on('data', onValue)
      .on('end', () => resolve(read))
      .on('error', reject);
  });
}

const operations = {
  async read({ file }) {
    const values = [];
    const { schema } = await readFile(file, v => values.push(v));
    const names = collect(schema, new Map());
    return values.map(v => text(schema, v, names));
  },
  async rewrite({ file, target, codec }) {
    const values = [];
    const { type } = await readFile(file, v => values.push(v));
    const encoder = new avro.streams.BlockEncoder(type, { codec });
    const written = finished(encoder.pipe(fs.createWriteStream(target)));
    values.forEach(v => encoder.write(v));
    encoder.end();
    await written;
    return values.length;
  },
  resolve({ writer, reader, data }) {
    const [w, r] = [parse(JSON.parse(writer), false), parse(JSON.parse(reader), false)];
    return hex(r.toBuffer(r.fromBuffer(Buffer.from(data, 'hex'), r.createResolver(w))));
  },
  // Whether all data of the writer can be read: a resolver refuses when it is made.
  compatible({ writer, reader }) {
    parse(JSON.parse(reader), false).createResolver(parse(JSON.parse(writer), false));
    return true;
  },
  md5({ schema }) {
    const type = parse(JSON.parse(schema), false);
    return hex(library === 'avsc' ? type.fingerprint('md5') : type.getFingerprint('md5'));
  },
};

serve(operations);
