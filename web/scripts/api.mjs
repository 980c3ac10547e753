// Generates the types of the API from the server's own description of it.
//   npm run api         writes src/api/openapi.json and src/api/schema.d.ts
//   npm run api:check   fails, writing nothing, when they are not what the server says now
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const check = process.argv.includes("--check");
const python = process.env.PYTHON ?? join(web, "../.venv/bin/python");
const made = mkdtempSync(join(tmpdir(), "rootnode-api-"));
let stale = false;

function keep(name, text) {
  const file = join(web, "src/api", name);
  let before = "";
  try {
    before = readFileSync(file, "utf8");
  } catch {
    // The first time there is none.
  }
  if (before === text) return;
  if (!check) return writeFileSync(file, text);
  stale = true;
  console.error(`src/api/${name} is not what the server says now. Run: npm run api`);
}

try {
  const description = execFileSync(python, ["-m", "rootnode.testing.openapi"], { cwd: join(web, ".."), encoding: "utf8", maxBuffer: 1e8 });
  writeFileSync(join(made, "openapi.json"), description);
  const command = join(web, "node_modules/openapi-typescript/bin/cli.js");
  execFileSync(process.execPath, [command, join(made, "openapi.json"), "-o", join(made, "schema.d.ts")], { stdio: ["ignore", "ignore", "inherit"] });
  keep("openapi.json", description);
  keep("schema.d.ts", readFileSync(join(made, "schema.d.ts"), "utf8"));
} finally {
  rmSync(made, { recursive: true, force: true });
}
process.exit(stale ? 1 : 0);
