/** Paths of URLs that try to leave the served folder, or to name something else than a plain file in it. */
export declare const traversals: readonly string[];
