/** A formula in TeX in, MathML out, made by KaTeX, which is loaded when the first formula is shown. */
import { useEffect, useRef, useState } from 'react';

type Katex = typeof import('katex')['default'];

let loading: Promise<Katex> | null = null;
const load = (): Promise<Katex> => {
  loading ??= import('katex').then((module) => module.default);
  return loading;
};

/** MathML needs neither fonts nor style attributes, which the Content-Security-Policy refuses. */
export function Formula({ tex }: { readonly tex: string }) {
  const ref = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    let wanted = true;
    void load().then((katex) => {
      const element = ref.current;
      if (!wanted || !element) return;
      katex.render(tex, element, { output: 'mathml', displayMode: true, throwOnError: false });
      setScrolls(element.scrollWidth > element.clientWidth);
    });
    return () => {
      wanted = false;
    };
  }, [tex]);
  return (
    <div
      ref={ref}
      data-tex={tex}
      // The font for mathematics follows the language; that of Chinese does not stretch braces.
      lang="en"
      // A formula that is wider than the panel can be scrolled by keyboard too.
      tabIndex={scrolls ? 0 : undefined}
      className="min-h-6 overflow-x-auto overflow-y-hidden py-0.5 text-[0.8125rem] [&_mtd]:px-[0.4em] [&_mtd]:py-[0.25em]"
    />
  );
}

/** Formulas below each other on a quiet ground. */
export function FormulaBox({ children }: { readonly children: React.ReactNode }) {
  return (
    <div className="flex flex-col gap-1 rounded-md border border-line bg-background px-2.5 py-2">
      {children}
    </div>
  );
}
