/** What goes wrong in a worker unheard: failed promises become errors, which the window notices; what the policy refuses is logged. */
export function reportTrouble(): void {
  addEventListener('unhandledrejection', ({ reason }) => reportError(reason));
  // The page hears of its own violations only.
  addEventListener('securitypolicyviolation', (event) => {
    const { violatedDirective, blockedURI } = event as SecurityPolicyViolationEvent;
    console.error(`Content-Security-Policy: ${violatedDirective} refused ${blockedURI}`);
  });
}
