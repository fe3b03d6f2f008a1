/** File names in, the names people see out. */

/** Without the ending of project files. */
export const stemOf = (fileName: string): string => fileName.replace(/\.netloom$/i, '');
