/** The local server's entry, filled in below. */
export {};
