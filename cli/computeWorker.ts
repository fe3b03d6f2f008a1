/** Wires a compute thread to Node's message port. */
export {};
