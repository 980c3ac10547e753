/** A refusal or failure, in the words of RFC 9457 as the server speaks them. `id` is what a person quotes to an administrator. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly code: string,
    readonly id: string,
    readonly facts: Record<string, unknown> = {},
  ) {
    super(detail || title);
    this.name = "Problem";
  }

  /** The field that the refusal is about, such as `title` or `fields.due`. */
  get where(): string | null {
    return typeof this.facts.where === "string" ? this.facts.where : null;
  }
}

/** No answer came at all: the server is down or the network is. */
export class Offline extends Problem {
  constructor() {
    super(0, "No answer from the server", "The server did not answer. Nothing was changed; try again when you are connected.", "offline", "");
  }
}

const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);

/** The answer was not waited for any longer: what was asked may have been done all the same. */
export class Late extends Problem {
  constructor() {
    super(0, "No answer from the server", "The server has not answered in time. Look whether it was done before you try again.", "late", "");
  }
}

/** Whether it says that there was something, and that it was removed for good. */
export const isRemoved = (error: unknown): boolean => error instanceof Problem && error.status === 410;
/** The server's word that something is not there, or not ours to see: whatever was known of it before. */
export const isGone = (error: unknown): boolean => error instanceof Problem && [403, 404, 410].includes(error.status);

/** The problem that an answer with status 4xx or 5xx carries, whatever its body holds. */
export async function problemOf(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // A proxy in between may answer with a page of its own.
  }
  const id = text(body.id, response.headers.get("x-request-id") ?? "");
  const title = text(body.title, response.statusText || `Answer ${response.status}`);
  return new Problem(response.status, title, text(body.detail, ""), text(body.code, String(response.status)), id, body);
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "Something went wrong in this page", error instanceof Error ? error.message : String(error), "page", "");
}
