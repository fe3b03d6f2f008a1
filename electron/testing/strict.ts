/** Members of an API in; an object of the API's type out that throws on everything else. */

/** What the language itself looks for in any object. */
const ofLanguage: readonly PropertyKey[] = ['then', 'toJSON', 'constructor', Symbol.toStringTag];

/** A fake cannot quietly lack what the code calls: any other property is an error that names it. */
export function strict<T extends object>(name: string, members: Partial<T>): T {
  return new Proxy(members, {
    get(target, key) {
      if (key in target || ofLanguage.includes(key)) return Reflect.get(target, key, target);
      throw new Error(`the fake of Electron has no ${name}.${String(key)}`);
    },
    set(_, key) {
      throw new Error(`${name}.${String(key)} was set`);
    },
  }) as T;
}
