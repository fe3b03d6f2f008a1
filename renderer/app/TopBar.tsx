/** The top bar: menus, project name, undo and redo, training controls, status. */
export function TopBar() {
  return (
    <header className="flex h-11 items-center border-b border-line bg-panel px-3">Netloom</header>
  );
}
