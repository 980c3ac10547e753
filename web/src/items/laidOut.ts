import { type Places, placesOf, type Shape } from "./lineageLayout";

/** More nodes than these are laid out beside the page, which stays quick meanwhile. */
export const MANY = 60;

/** Where the nodes of a large lineage stand, worked out beside the page; `signal` ends the work. */
export function laidOut(shape: Shape, signal?: AbortSignal): Promise<Places> {
  if (shape.nodes.length <= MANY) return Promise.resolve(placesOf(shape));
  const worker = new Worker(new URL("./lineageLayout.worker.ts", import.meta.url), { type: "module" });
  signal?.addEventListener("abort", () => worker.terminate());
  return new Promise<Places>((found, fail) => {
    worker.onmessage = (event: MessageEvent<Places>) => found(event.data);
    worker.onerror = () => fail(new Error("The graph could not be laid out."));
    worker.postMessage(shape);
  }).finally(() => worker.terminate());
}
