import { deserialize, serialize } from '@ungap/structured-clone';

export const npm = '@ungap/structured-clone';
export const variants = {
  plain: { read: (text) => deserialize(JSON.parse(text)), write: (value) => JSON.stringify(serialize(value)) },
};
