/** Starts the window: language and theme, the engine's workers, then the shell; registers every action. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { start } from './app/start.ts';
import './app/tokens.css';

await start();
const root = document.getElementById('root');
if (!root) throw new Error('Internal error: the page has no root.');
createRoot(root).render(
  <StrictMode>
    {/* The Content-Security-Policy lets no style element in; ours are in files. */}
    <CSPProvider disableStyleElements>
      <App />
    </CSPProvider>
  </StrictMode>,
);
