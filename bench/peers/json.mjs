// Node's own JSON; the text is a JavaScript string already.
export const variants = {
  plain: { read: JSON.parse, write: JSON.stringify },
};
