import { IconBrandFigma, IconBucket, IconDashboard, IconFileText, IconGitBranch, IconHash, IconLink, type Icon } from "@tabler/icons-react";

/** The picture of each sort of resource. */
const ICONS: Record<string, Icon> = {
  repository: IconGitBranch,
  bucket: IconBucket,
  dashboard: IconDashboard,
  channel: IconHash,
  design: IconBrandFigma,
  document: IconFileText,
};
export const resourceIcon = (category: unknown): Icon => ICONS[String(category)] ?? IconLink;

/** Only addresses of the web lead somewhere in a browser: others are for programs. */
export const opensInBrowser = (address: unknown): address is string => typeof address === "string" && /^https?:\/\//i.test(address);

/** Whether a pasted text is addresses and nothing else, so that pasting it onto a page is meant. */
export function looksLikeAddresses(text: string): boolean {
  const words = text.trim().split(/\s+/);
  const address = /^[<"'(]*((https?|s3|gs|az|abfss?|hf|ssh|git):\/\/\S+|[\w.-]+@[\w.-]+:\S+\.git)/i;
  return text.trim() !== "" && words.length <= 60 && words.some((word) => address.test(word)) && words.filter((word) => address.test(word)).length * 2 >= words.length;
}

/** Where an address leads, without what goes without saying. */
export function placeOf(address: unknown): string {
  const text = String(address ?? "");
  const host = /^\w+:\/\/(?:[^@/]+@)?([^/?#]+)/.exec(text)?.[1] ?? text;
  return host.replace(/^www\./, "");
}
