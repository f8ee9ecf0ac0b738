// What is measured: for each format its datasets, what ours reads, and the peers. Everything else follows from this table.
//
// A bench: { ops, sets, ours, peers }
//   ours    { variant, input, args }: one form of the format, or several; args tell clonewire_bench which. Or, in
//           another program than that, { variant, input, set_up, argv(op, set) }
//   peers   { label, set_up, ops, input, against, jsonOnly, argv(op, set), group, version }
//           set_up: which peers/set_up makes it ready; against: the variants of ours that it stands beside (else all);
//           group: of several peers of one group only the fastest counts; version: where it does not tell itself
// An input: { file(set), maker(set, FILE), fallback, canonical, jsonOnly }
//   file: in the folder of the datasets; maker: { set_up, argv } that writes it, where gen_datasets.mjs does not;
//   fallback: the input to take where that cannot be had; canonical: we must write the same bytes; jsonOnly: it (or
//   the peer) holds only what JSON can
import path from 'node:path';
import { generatedSets, jsonPath, jsonSets } from './datasets.mjs';

const bench = import.meta.dirname;
const root = path.dirname(bench);
const plainSets = [...jsonSets, 'strings', 'doubles', 'ints', 'tiny'];
const both = ['decode', 'encode'];

export function benches({ cache, data, nodes }) {
  const node = nodes.at(-1).program;
  const inData = (input) => (set) => path.join(data, input.file(set));

  const v8Input = { file: (set) => set + '.v8' };
  const jsonInput = { file: (set) => path.basename(jsonPath(data, set)), jsonOnly: true };
  const nodeInput = (family, variant, ending) => ({
    file: (set) => `${set}.${ending}`,
    maker: (set, file) => ({ set_up: 'npm', argv: [node, path.join(bench, 'peers/node_peer.mjs'), family, variant, 'make', set, file, data] }),
  });

  const cpp = (program, label, format, input, more) => ({
    label, set_up: program, ops: both, input, jsonOnly: true, ...more,
    argv: (op, set) => [path.join(cache, 'peers', program), format, op, inData(input)(set)],
  });
  const script = (family, label, variant, input, more) => ({
    label, set_up: family === 'json' ? 'node' : 'npm', ops: both, input, ...more,
    argv: (op, set) => [node, path.join(bench, 'peers/node_peer.mjs'), family, variant, op, set, inData(input)(set), data],
  });

  const nlohmann = (format, input) => cpp('nlohmann', 'nlohmann', format, input);
  const simdjson = cpp('simdjson', 'simdjson (JSON)', 'json', jsonInput, { ops: ['decode'] });
  const nodeJson = (label) => script('json', label, 'plain', jsonInput);

  const cbor = { records: nodeInput('cbor_x', 'records', 'cbor-x.records'), plain: nodeInput('cbor_x', 'plain', 'cbor-x.plain') };
  const msgpack = { records: nodeInput('msgpackr', 'records', 'msgpackr.records'), plain: { ...nodeInput('msgpackr', 'plain', 'msgpackr.plain'), jsonOnly: true } };
  const msgpackCxx = cpp('msgpack_cxx', 'msgpack-cxx', 'msgpack', msgpack.plain);
  const ungap = nodeInput('ungap', 'plain', 'ungap');
  const typeson = {
    'structured-json': nodeInput('structured_json', 'plain', 'structured-json'),
    registry14: nodeInput('typeson_registry', 'plain', 'typeson-registry'),
  };
  const serial = {
    file: (set) => set + '.serial', fallback: jsonInput, canonical: true,
    maker: (set, file) => ({ set_up: 'starlet', argv: [path.join(cache, 'peers/starlet'), 'serial', 'make', jsonPath(data, set), file] }),
  };

  const python = (library) => (op, set) => ['env', `PYTHONPATH=${path.join(root, 'build/release/python')}`,
    path.join(root, 'build/python/bin/python'), path.join(bench, 'peers/python_peer.py'), library, op, jsonPath(data, set)];
  const pythonPeer = (library, more) => ({ label: library, set_up: 'python', ops: both, input: jsonInput, jsonOnly: true, argv: python(library), ...more });

  return {
    v8: {
      ops: ['decode', 'encode', 'skip'],
      sets: [...jsonSets, ...generatedSets.filter((set) => set !== 'buffers' && set !== 'events2k'), 'buffers', 'buffers.raw',
        'canada.relay', 'ints.relay'],
      ours: [{ variant: '', input: v8Input, args: [] }],
      peers: nodes.map(({ program, addon, version }) => ({
        label: 'V8 C++', group: 'V8 C++', set_up: 'v8', ops: ['decode', 'encode', 'skip'], input: v8Input,
        // V8 finds the end of a value by reading it.
        argv: (op, set) => [program, path.join(bench, 'v8_peer/peer.mjs'), addon, op === 'skip' ? 'decode' : op, set, data],
        version: `Node ${version}`,
      })),
    },
    json: {
      ops: both, sets: plainSets,
      ours: [{ variant: '', input: jsonInput, args: ['--format', 'json'] }],
      peers: [cpp('yyjson', 'yyjson', 'json', jsonInput), cpp('rapidjson', 'RapidJSON', 'json', jsonInput), { ...simdjson, label: 'simdjson' },
        nlohmann('json', jsonInput), nodeJson('Node JSON')],
    },
    cbor: {
      ops: both, sets: [...plainSets, 'events'],
      ours: [{ variant: 'records', input: cbor.records, args: ['--format', 'cbor', '--variant', 'x'] },
        { variant: 'plain', input: cbor.plain, args: ['--format', 'cbor'] }],
      peers: [script('cbor_x', 'cbor-x records', 'records', cbor.records, { against: ['records'] }),
        script('cbor_x', 'cbor-x plain', 'plain', cbor.plain, { against: ['plain'] }),
        cpp('libcbor', 'libcbor', 'cbor', cbor.plain), nlohmann('cbor', cbor.plain), msgpackCxx, simdjson],
    },
    msgpack: {
      ops: both, sets: [...plainSets, 'events'],
      ours: [{ variant: 'records', input: msgpack.records, args: ['--format', 'msgpack', '--variant', 'records'] },
        { variant: 'plain', input: msgpack.plain, args: ['--format', 'msgpack', '--variant', 'plain'] }],
      peers: [script('msgpackr', 'msgpackr records', 'records', msgpack.records, { against: ['records'] }),
        script('msgpackr', 'msgpackr plain', 'plain', msgpack.plain, { against: ['plain'] }),
        msgpackCxx, nlohmann('msgpack', msgpack.plain), simdjson],
    },
    ungap: {
      ops: both, sets: [...jsonSets, 'events2k', 'tiny'],
      ours: [{ variant: '', input: ungap, args: ['--format', 'ungap'] }],
      peers: [script('ungap', '@ungap/structured-clone', 'plain', ungap)],
    },
    typeson: {
      ops: both, sets: [...jsonSets, 'events2k', 'tiny'],
      ours: Object.entries(typeson).map(([variant, input]) => ({ variant, input, args: ['--format', 'typeson', '--variant', variant] })),
      peers: [script('structured_json', 'structured-json', 'plain', typeson['structured-json'], { against: ['structured-json'] }),
        script('typeson_registry', 'typeson-registry', 'plain', typeson.registry14, { against: ['registry14'] })],
    },
    serial: {
      ops: both, sets: [...jsonSets, 'tiny'],
      ours: [{ variant: '', input: serial, args: ['--format', 'serial'] }],
      peers: [cpp('starlet', 'starlet lib/serial (Go)', 'serial', serial), nodeJson('Node JSON')],
    },
    convert: {
      ops: ['convert'], sets: [...jsonSets, 'events', 'tiny'],
      ours: [{ variant: 'v8 to cbor', input: v8Input, args: ['--to', 'cbor'] },
        { variant: 'v8 to msgpack', input: v8Input, args: ['--to', 'msgpack'] }],
      peers: [script('cbor_x', 'v8.deserialize, cbor-x', 'records', v8Input, { ops: ['convert'], against: ['v8 to cbor'] }),
        script('msgpackr', 'v8.deserialize, msgpackr', 'records', v8Input, { ops: ['convert'], against: ['v8 to msgpack'] })],
    },
    python: {
      ops: both, sets: [...jsonSets, 'tiny'],
      ours: ['plain', 'types', 'v8serialize'].map((variant) => ({ variant, input: jsonInput, set_up: 'python', argv: python('clonewire.' + variant) })),
      peers: [...['pickle', 'marshal', 'orjson', 'msgpack', 'cbor2', 'json'].map((library) => pythonPeer(library, { against: ['plain', 'types'] })),
        pythonPeer('v8serialize', { against: ['types', 'v8serialize'] })],
    },
  };
}
