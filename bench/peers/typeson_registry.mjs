import { Typeson } from 'typeson';
import { structuredCloningThrowing } from 'typeson-registry';

const typeson = new Typeson().register([structuredCloningThrowing]);

export const npm = 'typeson-registry';
export const variants = {
  plain: {
    read: (text) => typeson.revive(JSON.parse(text)),
    write: (value) => JSON.stringify(typeson.encapsulateSync(value)),
  },
};
