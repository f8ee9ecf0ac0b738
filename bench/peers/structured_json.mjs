import { encapsulate, revive } from '@worker-tools/structured-json';

export const npm = '@worker-tools/structured-json';
export const variants = {
  plain: { read: (text) => revive(JSON.parse(text)), write: (value) => JSON.stringify(encapsulate(value)) },
};
