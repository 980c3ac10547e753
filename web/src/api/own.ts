let person = "nobody";

/** Whose session it is, told by whatever asks the server for it. */
export function setPerson(id: string | undefined): void {
  person = id ?? "nobody";
}

/** The name under which the browser keeps something of this person alone: the next one to sign in here does not meet it. */
export const ownName = (name: string): string => `rootnode.${person}.${name}`;
