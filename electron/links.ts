/** The outside: which addresses the window may open in the system's browser. */

/** Where papers, specifications and this project are; nothing that takes what a link could carry. */
const allowedHosts = [
  'arxiv.org',
  'doi.org',
  'github.com',
  'huggingface.co',
  'keras.io',
  'onnx.ai',
  'papers.nips.cc',
  'proceedings.mlr.press',
  'pytorch.org',
  'www.jmlr.org',
  'www.nature.com',
  'yann.lecun.com',
];

/**
 * https, one of the hosts themselves, no name or password, the usual port; and no character that another program could
 * read differently than we do.
 */
export function isAllowedLink(address: string): boolean {
  if (!/^[\x21-\x5b\x5d-\x7e]+$/.test(address) || !URL.canParse(address)) return false;
  const { protocol, hostname, username, password, port } = new URL(address);
  return (
    protocol === 'https:' &&
    allowedHosts.includes(hostname) &&
    username === '' &&
    password === '' &&
    port === ''
  );
}
