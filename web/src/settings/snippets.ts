/** What to paste to call this server with a personal token. Addresses and tokens hold no quotes. */
export const bashLines = (origin: string, token: string): string =>
  `export ROOTNODE_URL="${origin}"
export ROOTNODE_TOKEN="${token}"
curl -s "$ROOTNODE_URL/api/v1/projects" -H "Authorization: Bearer $ROOTNODE_TOKEN"`;

export const pythonLines = (origin: string, token: string): string =>
  `import json
from urllib.request import Request, urlopen

url = "${origin}/api/v1/projects"
call = Request(url, headers={"Authorization": "Bearer ${token}"})
print(json.load(urlopen(call))["projects"])`;

export const notebookLines = (origin: string, token: string): string =>
  `%env MLFLOW_TRACKING_URI=${origin}/p/PROJECT
%env MLFLOW_TRACKING_TOKEN=${token}
import mlflow
mlflow.search_experiments()`;
