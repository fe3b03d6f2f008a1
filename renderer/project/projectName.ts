/** The field of the project's name in the top bar, for the action that renames. */

let field: HTMLInputElement | null = null;

export function setProjectNameField(input: HTMLInputElement | null): void {
  field = input;
}
export function focusProjectName(): void {
  field?.focus();
  field?.select();
}
