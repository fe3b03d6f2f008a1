/** Opens what was open before, or the first example. */
export async function startProjects(): Promise<void> {}
