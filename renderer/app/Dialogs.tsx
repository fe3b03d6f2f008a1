/** The dialog that the view names, and the messages that pass by. */
export function Dialogs() {
  return null;
}
