import { Packr } from 'msgpackr';

const codec = (packr) => ({ read: (bytes) => packr.unpack(bytes), write: (value) => packr.pack(value) });

export const npm = 'msgpackr';
export const variants = {
  records: codec(new Packr({ structuredClone: true })),
  plain: codec(new Packr({ useRecords: false, variableMapSize: true })),
};
