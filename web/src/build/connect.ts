/** What is to be pasted where, for each library. All of it goes through the unmodified mlflow client. */

export type Library = "script" | "notebook" | "lightning" | "trainer";

export interface Snippet {
  label: string;
  /** How the two lines are written there. */
  set: (name: string, value: string) => string;
  /** Where they go. */
  where: string;
  run: string;
  title: string;
}

const shell = (name: string, value: string): string => `export ${name}=${value}`;
const where = "Tell your code where to send";

export const LIBRARIES: Record<Library, Snippet> = {
  script: { label: "MLflow script", set: shell, where, title: "Run your training as always", run: "python train.py" },
  notebook: {
    label: "Notebook",
    set: (name, value) => `%env ${name}=${value}`,
    where: "Put this into the first cell and run it",
    title: "Run your cells as always",
    run: 'import mlflow\n\nmlflow.autolog()  # or log by hand, as you do now',
  },
  lightning: {
    label: "Lightning",
    set: shell,
    where,
    title: "Two lines before the trainer begins, if they are not there",
    run: "import mlflow\n\nmlflow.pytorch.autolog()\ntrainer.fit(model, data)",
  },
  trainer: {
    label: "HF Trainer",
    set: shell,
    where,
    title: "Let the trainer report to MLflow",
    run: 'arguments = TrainingArguments(..., report_to=["mlflow"])\nTrainer(model, arguments, train_dataset=data).train()',
  },
};

export const HELLO = `import mlflow

mlflow.set_experiment("hello")
with mlflow.start_run():
    for step in range(500):
        mlflow.log_metric("loss", 40 / (40 + step), step)
`;

/** The address as programs need it: the one that the server was told to have, or the one that this page came from. */
export const trackingAddress = (publicUrl: string, origin: string, projectKey: string): string => `${publicUrl || origin}/p/${projectKey}`;

/** The two lines. */
export function lines(library: Library, address: string, token: string): string {
  const { set } = LIBRARIES[library];
  return `${set("MLFLOW_TRACKING_URI", address)}\n${set("MLFLOW_TRACKING_TOKEN", token)}`;
}

/** A secret as it is shown: its beginning and its end, so that it can be told from others. */
export const masked = (secret: string): string => `${secret.slice(0, 3)}${"•".repeat(12)}${secret.slice(-4)}`;

/** Whether other machines reach that address at all. */
export const isLocal = (address: string): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(new URL(address).hostname);

/** "0:42". */
export const stopwatch = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
