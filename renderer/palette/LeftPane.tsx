/** The left pane: the layers to drag, or the outline of the network. */
export function LeftPane() {
  return <aside className="h-full bg-panel" />;
}
