/** A line of text, committed by Enter or by leaving it; Escape gives the old text back; undo inside is its own. */
import { type Ref, useId } from 'react';
import { controlLook, describedBy, Field, type FieldLook } from './Field.tsx';
import { useDraft } from './useDraft.ts';

export interface TextFieldProps extends FieldLook {
  readonly value: string;
  readonly onCommit: (value: string) => void;
  /** The sentence that refuses a text, or null. */
  readonly validate?: ((text: string) => string | null) | undefined;
  readonly placeholder?: string | undefined;
  readonly maximumLength?: number | undefined;
  readonly disabled?: boolean | undefined;
  readonly monospace?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLInputElement>;
}

export function TextField(props: TextFieldProps) {
  const { label, layout, help, value, onCommit, validate, className = '' } = props;
  const id = useId();
  const draft = useDraft(value, (text) => {
    const refusal = validate?.(text) ?? null;
    if (refusal === null) onCommit(text);
    return refusal;
  });
  return (
    <Field id={id} label={label} layout={layout} help={help} error={draft.error} wide>
      <input
        ref={props.ref}
        id={id}
        type="text"
        value={draft.text}
        aria-label={layout === 'bare' ? label : undefined}
        aria-invalid={draft.error !== null || undefined}
        aria-describedby={describedBy(id, help, draft.error)}
        placeholder={props.placeholder}
        maxLength={props.maximumLength}
        disabled={props.disabled}
        // biome-ignore lint/a11y/noAutofocus: only dialogs ask for it, whose first field is where typing goes.
        autoFocus={props.autoFocus}
        autoComplete="off"
        spellCheck={false}
        className={`${controlLook} ${props.monospace ? 'font-mono text-xs' : ''} ${className}`}
        onChange={(event) => draft.change(event.target.value)}
        onKeyDown={draft.onKeyDown}
        onBlur={draft.onBlur}
      />
    </Field>
  );
}
