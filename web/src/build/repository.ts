/** Where a commit is to be read, by the address of its repository; null where that is not known. Only http addresses are ever followed. */
const PLACES: [RegExp, string][] = [
  [/(^|\.)gitlab\./, "/-/commit/"],
  [/(^|\.)bitbucket\./, "/commits/"],
  [/(^|\.)(github|gitea|codeberg|forgejo)\.|^git\./, "/commit/"],
];

/** `git@host:team/repo.git` and `https://host/team/repo.git` name the same place. */
const asHttp = (address: string): string => address.trim().replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, "https://$1/");

export function commitAddress(repositories: readonly string[], commit: string): string | null {
  if (!/^[0-9a-f]{7,64}$/i.test(commit)) return null;
  for (const repository of repositories) {
    let url: URL;
    try {
      url = new URL(asHttp(repository));
    } catch {
      continue;
    }
    const place = PLACES.find(([host]) => host.test(url.hostname))?.[1];
    const [team, name] = url.pathname.replace(/\.git\/?$/, "").split("/").filter(Boolean);
    if (!/^https?:$/.test(url.protocol) || !place || !team || !name) continue;
    const path = place === "/-/commit/" ? url.pathname.replace(/\.git\/?$|\/$/, "").replace(/\/-\/.*$/, "") : `/${team}/${name}`;
    return `${url.origin}${path}${place}${commit}`;
  }
  return null;
}
