/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

import { packed } from "./packed";

const server = process.env.ROOTNODE_DEV_SERVER ?? "http://127.0.0.1:7700";

/** Large, and for some pages only. */
const ON_DEMAND = /node_modules\/(?:echarts|zrender|uplot|@xyflow|@dagrejs|d3-[a-z]+|marked|hyparquet|hyparquet-compressors|papaparse)\//;

export default defineConfig({
  plugins: [react(), packed()],
  // Its own way of reading Snappy is compiled in the browser, which the page's policy refuses.
  resolve: { alias: { hysnappy: fileURLToPath(new URL("./src/build/files/snappy.ts", import.meta.url)) } },
  build: {
    outDir: "../src/rootnode/web_dist",
    emptyOutDir: true,
    // Nothing as a data: address, so that the page's policy can name 'self' alone.
    assetsInlineLimit: 0,
    // Only woff2 is written: every browser this app supports reads it.
    target: "es2023",
    sourcemap: false,
    rolldownOptions: {
      output: {
        // What many pages share comes as one file: as it falls out by itself a page asks for up to sixty, most under a kilobyte.
        codeSplitting: { groups: [{ name: "shared", minShareCount: 6, test: (id: string) => !ON_DEMAND.test(id) }] },
      },
    },
  },
  server: {
    proxy: { "/api": { target: server, ws: true }, "/p/": { target: server, bypass: (request) => (request.url?.includes("/api/2.0/") ? undefined : "/index.html") } },
  },
  // One environment for all files: making it anew for each took six sevenths of the time.
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true, pool: "threads", isolate: false },
});
