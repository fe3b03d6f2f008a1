/** Something is being worked on and its length is not known; decoration, the words beside it say what. */
export function Spinner({ className = '' }: { readonly className?: string }) {
  return (
    <span
      aria-hidden
      className={`inline-block size-3.5 shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent ${className}`}
    />
  );
}
