import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

import type { Plugin } from "vite";

const KINDS = /\.(?:html|js|css|json|svg|txt|webmanifest|wasm)$/;

function packFolder(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !KINDS.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const body = readFileSync(path);
    const small = gzipSync(body, { level: 9 });
    if (small.length < body.length) writeFileSync(`${path}.gz`, small);
  }
}

/** The build's last step: beside each file that gzip makes smaller lies its gzip form, NAME.gz, so that the server never packs. */
export function packed(): Plugin {
  let folder = "";
  return {
    name: "packed",
    apply: "build",
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir);
    },
    // The last of all: what was copied from `public` is there by then, too.
    closeBundle: () => packFolder(folder),
  };
}
