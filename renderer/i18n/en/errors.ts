/** Failures bring their English sentence with them, so there is none here. */
export const errors: Readonly<Record<string, string>> = {};
