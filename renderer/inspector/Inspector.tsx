/** The inspector: of the selected node, or of training where nothing is selected. */
export function Inspector() {
  return <aside className="h-full bg-panel" aria-label="Inspector" />;
}
