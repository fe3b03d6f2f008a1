/** The canvas: the document's nodes and wires, drawn and edited. */
export function Canvas() {
  return <section aria-label="Canvas" className="h-full" />;
}
