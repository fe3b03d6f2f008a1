/** The dock: loss and feature maps side by side, weights, issues. */
export function Dock() {
  return <section className="h-full bg-panel" />;
}
