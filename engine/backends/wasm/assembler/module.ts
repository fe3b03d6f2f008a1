/** Assembles a WebAssembly module: functions built by FunctionBuilder in, module bytes out. */
import { ByteWriter } from './bytes.ts';
import { FunctionBuilder, type ValueType, valueTypeByte } from './function.ts';
import { signed, unsigned } from './opcodes.ts';

export interface ModuleImports {
  /** Import `env.memory`; shared memories need a maximum (pages of 64 KiB). */
  readonly memory?: {
    readonly minimum: number;
    readonly maximum: number;
    readonly shared: boolean;
  };
  /** Import `env.table` of funcref. */
  readonly table?: { readonly minimum: number };
}
interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

export class ModuleBuilder {
  private readonly imports: ModuleImports;
  private readonly signatures: Signature[] = [];
  private readonly importedFunctions: { name: string; type: number }[] = [];
  private readonly functions: {
    builder: FunctionBuilder;
    type: number;
    exportName: string | undefined;
  }[] = [];
  private readonly elements: { offset: number; functions: readonly number[] }[] = [];

  constructor(imports: ModuleImports) {
    this.imports = imports;
  }

  /** Index of a function type, for call_indirect. */
  signature(params: readonly ValueType[], results: readonly ValueType[]): number {
    const key = (s: Signature) => `${s.params.join()}>${s.results.join()}`;
    const wanted = key({ params, results });
    const found = this.signatures.findIndex((s) => key(s) === wanted);
    return found >= 0 ? found : this.signatures.push({ params, results }) - 1;
  }

  /** Imports `env.<name>`; all imports come before the first `func`. Returns the function index. */
  importFunction(
    name: string,
    params: readonly ValueType[],
    results: readonly ValueType[],
  ): number {
    if (this.functions.length > 0) throw new Error('Internal error: import after a definition.');
    return this.importedFunctions.push({ name, type: this.signature(params, results) }) - 1;
  }

  /** Defines a function; `write` appends its instructions. Returns the function index. */
  func(
    params: readonly ValueType[],
    results: readonly ValueType[],
    write: (f: FunctionBuilder) => void,
    exportName?: string,
  ): number {
    const builder = new FunctionBuilder(params, results);
    write(builder);
    const type = this.signature(params, results);
    this.functions.push({ builder, type, exportName });
    return this.importedFunctions.length + this.functions.length - 1;
  }

  /** Puts functions into the imported table from `offset` on, when the module is instantiated. */
  fillTable(offset: number, functions: readonly number[]): void {
    if (!this.imports.table) throw new Error('Internal error: no table is imported.');
    this.elements.push({ offset, functions });
  }

  build(): Uint8Array<ArrayBuffer> {
    const { memory, table } = this.imports;
    const imports: number[][] = this.importedFunctions.map(({ name, type }) => [
      ...text('env'),
      ...text(name),
      0x00,
      ...unsigned(type),
    ]);
    if (memory) {
      const limits = [
        memory.shared ? 0x03 : 0x01,
        ...unsigned(memory.minimum),
        ...unsigned(memory.maximum),
      ];
      imports.push([...text('env'), ...text('memory'), 0x02, ...limits]);
    }
    if (table)
      imports.push([
        ...text('env'),
        ...text('table'),
        0x01,
        0x70,
        0x00,
        ...unsigned(table.minimum),
      ]);
    const exports = this.functions.flatMap(({ exportName }, i) =>
      exportName === undefined
        ? []
        : [[...text(exportName), 0x00, ...unsigned(this.importedFunctions.length + i)]],
    );
    const types = this.signatures.map((s) => [
      0x60,
      ...vector(s.params.map((t) => [valueTypeByte[t]])),
      ...vector(s.results.map((t) => [valueTypeByte[t]])),
    ]);
    const elements = this.elements.map(({ offset, functions }) => [
      0x00,
      0x41,
      ...signed(offset),
      0x0b,
      ...vector(functions.map(unsigned)),
    ]);
    const module = new ByteWriter(4096);
    module.push(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
    section(module, 1, vector(types));
    section(module, 2, vector(imports));
    section(module, 3, vector(this.functions.map(({ type }) => unsigned(type))));
    section(module, 7, vector(exports));
    if (elements.length > 0) section(module, 9, vector(elements));
    section(module, 10, this.bodies());
    return module.written().slice();
  }

  private bodies(): Uint8Array {
    const code = new ByteWriter(65536);
    code.unsigned(this.functions.length);
    for (const { builder } of this.functions) builder.finish(code);
    return code.written();
  }
}

function text(value: string): number[] {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
}
function vector(items: readonly (readonly number[])[]): number[] {
  const bytes = unsigned(items.length);
  for (const item of items) for (const byte of item) bytes.push(byte);
  return bytes;
}
function section(to: ByteWriter, id: number, content: ArrayLike<number>): void {
  to.byte(id);
  to.unsigned(content.length);
  to.append(content);
}
