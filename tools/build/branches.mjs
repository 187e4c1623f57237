// Branch coverage of what decodes bytes, over all the Cobertura files that are named: a branch counts once it is taken in one of them.
//
//   node branches.mjs coverage.cobertura.xml...
//
// Prints a line for each file of source and one for all. Fails below the share that is asked for, 90 %.
import { readFileSync } from 'node:fs';

const asked = 0.9;
const decoders = /CompilerServices\/(JsonScan|AvroScan|NativeReader|NativeType|SegmentReader|Cursors|VarInt|Utf16|UuidBits|Calendar|WideNumber|Columns\/(Json|Avro)Decode|RowBinary\/RowBinary(Reader|Input))[^/]*\.cs$|Denormalized\/Avro\/Resolution\/[^/]*\.cs$/;

const files = new Map(); // source file -> branch (line and number) -> taken
for (const path of process.argv.slice(2)) {
  let branches = null;
  for (const [, element, attributes] of readFileSync(path, 'utf8').matchAll(/<(class|line|condition)\s([^>]*?)\/?>/g)) {
    const value = name => attributes.match(new RegExp(`${name}="([^"]*)"`))?.[1];
    if (element === 'class') {
      const file = value('filename').replaceAll('\\', '/');
      branches = decoders.test(file) ? files.get(short(file)) ?? new Map() : null;
      if (branches) files.set(short(file), branches);
    } else if (element === 'line' && branches && value('branch') === 'True') {
      const [, taken, all] = value('condition-coverage').match(/\((\d+)\/(\d+)\)/).map(Number);
      const known = branches.get(value('number'));
      branches.set(value('number'), { taken: Math.max(taken, known?.taken ?? 0), all });
    }
  }
}

let taken = 0, all = 0;
for (const [file, branches] of [...files].sort()) {
  const sum = [...branches.values()].reduce((s, b) => [s[0] + b.taken, s[1] + b.all], [0, 0]);
  taken += sum[0];
  all += sum[1];
  const missed = [...branches].filter(([, b]) => b.taken < b.all).map(([line]) => +line).sort((a, b) => a - b);
  if (sum[1] > 0) console.log(`${percent(...sum)} ${String(sum[0]).padStart(5)} of ${String(sum[1]).padStart(5)}  ${file}${missed.length ? '  not all at ' + missed.slice(0, 12).join(', ') : ''}`);
}

if (all === 0) {
  console.error('coverage: no branch was counted. A build with CI=true keeps no path of its sources, without which the collector counts nothing: make clean, then make coverage without CI.');
  process.exit(1);
}

console.log(`${percent(taken, all)} ${String(taken).padStart(5)} of ${String(all).padStart(5)}  branches of the decoders`);
process.exitCode = taken / all >= asked ? 0 : 1;

function percent(part, whole) {
  return (100 * part / whole).toFixed(1).padStart(5) + ' %';
}

function short(file) {
  return file.slice(file.lastIndexOf('runtime/') + (file.includes('runtime/') ? 8 : 1));
}
