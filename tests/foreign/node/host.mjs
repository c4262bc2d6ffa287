// A host made of nothing but the contract's text: it makes a module of a
// component, gives it a network, and hands out what it exports.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { transpile } from "@bytecodealliance/jco-transpile";
import { WASIShim } from "@bytecodealliance/preview2-shim/instantiation";

const IMPORTS = {
  dns: ["query"],
  tcp: ["[static]connection.connect", "[method]connection.read", "[method]connection.write"],
  clock: ["wait-until"],
};
const EXPORTS = ["discover", "collect"];

// Writes the module of the component into a folder of its own below `folder`.
export async function prepare(file, folder) {
  const name = basename(file, ".wasm");
  const outDir = join(folder, name);
  const version = "0.2.0";
  const { files } = await transpile(file, {
    name,
    outDir,
    instantiation: "async",
    asyncMode: "jspi",
    asyncImports: Object.entries(IMPORTS).flatMap(([own, functions]) =>
      functions.map((one) => `checker:plugin/${own}@${version}#${one}`),
    ),
    asyncExports: EXPORTS.map((one) => `checker:plugin/checker@${version}#${one}`),
    emitTypescriptDeclarations: false,
  });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return join(outDir, `${name}.js`);
}

// An instance with this network: `{ dns, tcp, clock }`, each as the contract has
// it. The world outside has nothing else, and an empty environment.
export async function instantiate(module, network) {
  const { instantiate } = await import(pathToFileURL(module));
  const core = async (path) =>
    WebAssembly.compile(await readFile(join(dirname(module), path)));
  const wasi = new WASIShim({
    sandbox: { preopens: {}, env: {}, args: [], enableNetwork: false },
  });
  const exports = await instantiate(core, {
    ...wasi.getImportObject(),
    "checker:plugin/dns": network.dns,
    "checker:plugin/tcp": network.tcp,
    "checker:plugin/clock": network.clock,
  });
  return exports.checker;
}
