import { startTransition, useEffect, useState } from "react";

import { afterPaint } from "./afterPaint";

/**
 * False until what a page shows first stands on the screen, then true: the rest is made after that, in small pieces that let keys
 * through. A deferred value would make it before the first is painted.
 */
export function useLater(): boolean {
  const [later, setLater] = useState(false);
  useEffect(() => afterPaint(() => startTransition(() => setLater(true))), []);
  return later;
}
