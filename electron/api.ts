/** The contract between page and main. */
export {};
