// A server over the graphs of a bundle as one would write it in Node with onnxruntime-node: NPY rows
// to POST /loglik, GET /sample?n=N with N rows as NPY. No batching; run by benchmarks/serving.sh.
//   npm install --ignore-scripts --prefix peer onnxruntime-node@1.29.0
//   NODE_PATH=peer/node_modules node onnx_server.cjs BUNDLE THREADS
const fs = require('fs');
const http = require('http');
const path = require('path');
process.env.UV_THREADPOOL_SIZE = String(Math.max(1, Number(process.argv[3])));
const ort = require('onnxruntime-node');

const folder = process.argv[2];
const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'bundle.json'), 'utf8'));
const { loglik, sample } = manifest.graphs;

function tensor(type, values, shape) {
  const array = type === 'float64' ? Float64Array : type === 'uint8' ? Uint8Array : Float32Array;
  return new ort.Tensor(type, values instanceof array ? values : array.from(values), shape);
}

// Rows of little-endian float64 behind the header of NPY format 1.0.
function readNpy(body) {
  const start = 10 + body.readUInt16LE(8);
  const shape = /'shape': *\(([0-9]+), *([0-9]+)\)/.exec(body.toString('latin1', 10, start));
  const bytes = body.buffer.slice(body.byteOffset + start, body.byteOffset + body.length);
  return { rows: Number(shape[1]), values: new Float64Array(bytes) };
}

function npy(values, shape) {
  const array = Float64Array.from(values);
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  let header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${dimensions}), }`;
  header = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11) + '\n';
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(header.length, 8);
  return Buffer.concat([head, Buffer.from(header, 'latin1'), Buffer.from(array.buffer)]);
}

function gaussians(count) {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    const angle = 2 * Math.PI * Math.random();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}

function noises(graph, rows, types) {
  const feeds = {};
  for (const noise of graph.noise ?? []) {
    const size = rows * noise.shape.reduce((a, b) => a * b, 1);
    const values = noise.distribution === 'normal' ? gaussians(size) : Float64Array.from({ length: size }, Math.random);
    feeds[noise.input] = tensor(types[noise.input], values, [rows, ...noise.shape]);
  }
  return feeds;
}

async function open(graph) {
  const session = await ort.InferenceSession.create(path.join(folder, graph.file), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const types = Object.fromEntries(session.inputMetadata.map((input) => [input.name, input.type]));
  return { session, types };
}

async function main() {
  const scoring = await open(loglik);
  const sampling = await open(sample);
  const answer = async (request, body) => {
    const url = new URL(request.url, 'http://server');
    if (request.method === 'POST' && url.pathname === '/loglik') {
      const { rows, values } = readNpy(body);
      const feeds = noises(loglik, rows, scoring.types);
      feeds[loglik.dataInput] = tensor(scoring.types[loglik.dataInput], values, [rows, ...manifest.data.shape]);
      const out = await scoring.session.run(feeds, [loglik.outputs.log_likelihood]);
      return npy(out[loglik.outputs.log_likelihood].data, [rows]);
    }
    const rows = Number(url.searchParams.get('n') ?? 1);
    const out = await sampling.session.run(noises(sample, rows, sampling.types), [sample.outputs.x]);
    const x = out[sample.outputs.x];
    return npy(x.data, [rows, x.data.length / rows]);
  };
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      try {
        const body = await answer(request, Buffer.concat(chunks));
        response.writeHead(200, { 'Content-Type': 'application/x-npy', 'Content-Length': body.length });
        response.end(body);
      } catch (error) {
        response.writeHead(500, { 'Content-Length': 0 });
        response.end();
        console.error(error);
      }
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(`serving ${manifest.name} at http://127.0.0.1:${server.address().port}/`));
  process.on('SIGTERM', () => process.exit(0));
}

main();
