import { Encoder } from 'cbor-x';

const codec = (encoder) => ({ read: (bytes) => encoder.decode(bytes), write: (value) => encoder.encode(value) });

export const npm = 'cbor-x';
export const variants = {
  records: codec(new Encoder({ structuredClone: true })),
  plain: codec(new Encoder({ structuredClone: true, useRecords: false, pack: false, tagUint8Array: true, structures: null })),
};
