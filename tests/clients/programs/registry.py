"""The model registry with the unmodified client. Prints what it finds as one line of JSON."""

import json
import tempfile
from pathlib import Path

import mlflow
from mlflow.exceptions import MlflowException

found = {}
client = mlflow.MlflowClient()
mlflow.set_experiment("registry")


def refused(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except MlflowException as error:
        return [error.error_code, error.message[:200]]
    return ["", ""]


with tempfile.TemporaryDirectory() as folder, mlflow.start_run(run_name="maker") as run:
    (Path(folder) / "MLmodel").write_text("flavors: {}\n")
    (Path(folder) / "weights.bin").write_bytes(b"\x00weights")
    mlflow.log_artifacts(folder, "model")
run_id = run.info.run_id

# made by hand, and by register_model from a run's files
made = client.create_registered_model("fraud", tags={"team": "risk"}, description="what for")
found["made"] = [made.name, made.description, made.tags]
found["taken"] = refused(client.create_registered_model, "fraud")
first = mlflow.register_model(f"runs:/{run_id}/model", "fraud", tags={"a": "1"})
second = client.create_model_version("fraud", f"runs:/{run_id}/model", run_id, description="second")
found["first"] = [first.version, first.status, first.run_id == run_id, first.tags, first.source.removeprefix(run.info.artifact_uri)]
found["second"] = [second.version, second.description]
found["registered by itself"] = mlflow.register_model(f"runs:/{run_id}/model", "new").version

# loaded by version, alias and stage
client.set_registered_model_alias("fraud", "champion", 1)
client.transition_model_version_stage("fraud", 2, "Production")
for name, uri in {"version": "models:/fraud/1", "alias": "models:/fraud@champion", "stage": "models:/fraud/Production"}.items():
    with tempfile.TemporaryDirectory() as folder:
        place = Path(mlflow.artifacts.download_artifacts(uri, dst_path=folder))
        found[f"by {name}"] = (place / "weights.bin").read_bytes() == b"\x00weights"
found["download uri"] = client.get_model_version_download_uri("fraud", "1").removeprefix(run.info.artifact_uri)

# aliases and tags
client.set_registered_model_alias("fraud", "next", 2)
client.set_registered_model_alias("fraud", "champion", 2)
found["aliases"] = client.get_registered_model("fraud").aliases
found["champion"] = client.get_model_version_by_alias("fraud", "champion").version
client.delete_registered_model_alias("fraud", "next")
found["no alias"] = refused(client.get_model_version_by_alias, "fraud", "next")
client.set_registered_model_tag("fraud", "owner", "olga")
client.delete_registered_model_tag("fraud", "team")
client.set_model_version_tag("fraud", "2", "checked", "yes")
client.set_model_version_tag("fraud", "1", "b", "2")
client.delete_model_version_tag("fraud", "1", "a")
found["tags"] = [client.get_registered_model("fraud").tags, *(client.get_model_version("fraud", each).tags for each in ("1", "2"))]

# searched
found["models"] = [each.name for each in client.search_registered_models("name LIKE 'f%'")]
found["all models"] = [each.name for each in mlflow.search_registered_models(order_by=["name DESC"])]
page = client.search_registered_models(max_results=1)
found["pages"] = [page[0].name, client.search_registered_models(max_results=1, page_token=page.token)[0].name]
found["versions"] = [each.version for each in client.search_model_versions("name = 'fraud'", order_by=["version_number DESC"])]
found["by run"] = sorted([each.name, each.version] for each in mlflow.search_model_versions(filter_string=f"run_id = '{run_id}'"))
found["by tag"] = [each.version for each in client.search_model_versions("tags.checked = 'yes'")]
found["latest"] = {each.current_stage: each.version for each in client.get_latest_versions("fraud")}
found["bad filter"] = refused(client.search_registered_models, "run_id = 'x'")

# copied, renamed, changed
copied = client.copy_model_version("models:/fraud@champion", "production")
found["copied"] = [copied.name, copied.version, copied.source, copied.run_id == run_id]
found["archived"] = client.transition_model_version_stage("fraud", 1, "Production", archive_existing_versions=True).current_stage
found["stage of the other"] = client.get_model_version("fraud", "2").current_stage
found["updated"] = client.update_model_version("fraud", "1", "better").description
found["model updated"] = client.update_registered_model("fraud", "for whom").description
client.rename_registered_model("fraud", "scam")
found["renamed"] = client.get_model_version("scam", "1").name
found["old name"] = refused(client.get_registered_model, "fraud")

# prompts are kept in the registry, and out of the way
mlflow.genai.register_prompt("greet", "Hello {{name}}")
mlflow.genai.register_prompt("greet", "Good day {{name}}")
found["prompt"] = mlflow.genai.load_prompt("prompts:/greet/2").template
found["prompts"] = [each.name for each in mlflow.genai.search_prompts()]
found["without prompts"] = sorted(each.name for each in client.search_registered_models())
found["prompt as model"] = refused(client.create_registered_model, "greet")

# from a logged model
logged = mlflow.initialize_logged_model(name="forest", source_run_id=run_id)
with tempfile.TemporaryDirectory() as folder:
    (Path(folder) / "MLmodel").write_text("flavors: {}\n")
    client.log_model_artifacts(logged.model_id, folder)
mlflow.finalize_logged_model(logged.model_id, "READY")
version = mlflow.register_model(f"models:/{logged.model_id}", "forest")
found["logged"] = [version.version, version.source == f"models:/{logged.model_id}", version.run_id == run_id]
found["logged uri"] = client.get_model_version_download_uri("forest", "1") == mlflow.get_logged_model(logged.model_id).artifact_location
with tempfile.TemporaryDirectory() as folder:
    place = Path(mlflow.artifacts.download_artifacts("models:/forest/1", dst_path=folder))
    found["logged file"] = (place / "MLmodel").read_text()
found["logged tag"] = mlflow.get_logged_model(logged.model_id).tags["mlflow.modelVersions"]
client.delete_registered_model("forest")

# deleted
client.delete_model_version("scam", "2")
found["deleted"] = refused(client.get_model_version, "scam", "2")
found["aliases after"] = client.get_registered_model("scam").aliases
client.delete_registered_model("scam")
found["model deleted"] = refused(client.get_registered_model, "scam")
found["local source"] = refused(client.create_model_version, "new", "/etc/passwd")
found["bad name"] = refused(client.create_registered_model, "a/b")
found["bad alias"] = refused(client.set_registered_model_alias, "new", "v1", 1)
print(json.dumps(found))
