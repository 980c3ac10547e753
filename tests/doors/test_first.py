"""The first minutes over HTTP: what one mostly does, a sandbox that becomes a project, a token that says when it was used, outcomes."""

from rootnode.testing.app import PASSWORD, Site


async def test_what_one_mostly_does_is_kept_for_oneself(any_site: Site) -> None:
    visitor = any_site.client()
    code = (any_site.rootnode.setup_link or "").partition("code=")[2]
    asked = {"code": code, "name": "Ada", "email": "ada@example.org", "password": PASSWORD, "focus": "plan"}
    assert (await visitor.post("/api/v1/setup", json=asked, headers=any_site.headers("") | {"cookie": ""})).json()["focus"] == "plan"
    member = any_site.client(any_site.person())
    assert (await member.get("/api/v1/me")).json()["focus"] is None
    changed = (await member.patch("/api/v1/me", json={"focus": "operate"})).json()
    assert (changed["focus"], changed["name"]) == ("operate", "Person 1")
    assert (await member.get("/api/v1/session")).json()["focus"] == "operate"
    assert (await member.patch("/api/v1/me", json={"name": "Grace"})).json()["focus"] == "operate"
    assert (await member.patch("/api/v1/me", json={"focus": None})).json()["focus"] is None
    assert (await member.patch("/api/v1/me", json={"focus": "sleep"})).status_code == 400
    people = (await member.get("/api/v1/people")).json()["people"]
    assert all("focus" not in person for person in people)


async def test_a_sandbox_becomes_a_project_and_its_programs_go_on(any_site: Site) -> None:
    owner, member = any_site.client(any_site.person("owner")), any_site.client(any_site.person())
    made = (await member.post("/api/v1/me/sandbox")).json()
    assert (made["key"], made["special"], made["access"], made["role"]) == ("SANDBOX", "sandbox", "private", "lead")
    assert (await member.post("/api/v1/me/sandbox")).json() == made
    new = {"name": "Connect my code", "permissions": ["read", "ingest"], "expires_in_days": 90}
    token = (await member.post("/api/v1/projects/SANDBOX/tokens", json=new)).json()
    assert (await member.get("/api/v1/projects/SANDBOX/tokens")).json()["tokens"][0]["last_used"] is None
    program = {"authorization": f"Bearer {token['secret']}"}
    runs = "/p/SANDBOX/api/2.0/mlflow/runs"
    run = (await any_site.client().post(f"{runs}/create", json={"experiment_id": "0"}, headers=program)).json()["run"]["info"]["run_id"]
    assert (await member.get("/api/v1/projects/SANDBOX/tokens")).json()["tokens"][0]["last_used"] is not None

    asked = {"name": "Churn", "key": "CHURN"}
    settled = await member.post("/api/v1/projects/SANDBOX/settle", json=asked)
    assert (settled.status_code, settled.json()["key"], settled.json()["special"]) == (200, "CHURN", None)
    point = {"run_id": run, "key": "loss", "value": 0.5, "timestamp": 1_700_000_000_000, "step": 1}
    assert (await any_site.client().post(f"{runs}/log-metric", json=point, headers=program)).status_code == 200
    for key in ("CHURN", "SANDBOX"):
        found = (await owner.get(f"/api/v1/projects/{key}/items", params={"type": "run"})).json()["items"]
        assert [(one["id"], one["project_key"]) for one in found] == [(run, "CHURN")]
    assert (await member.post("/api/v1/projects/CHURN/settle", json=asked)).status_code == 409


async def test_searches_are_counted_and_admins_read_the_numbers(site: Site) -> None:
    member, admin = site.client(site.person()), site.client(site.person("admin"))
    for body in ({"shown": 0}, {"shown": 4, "opened": 2}):
        assert (await member.post("/api/v1/outcomes/searches", json=body)).status_code == 204
    for refused in ('{"shown": 4, "query": "secret"}', '{"shown": -1}', '{"shown": 4, "opened": 0}'):
        answer = await member.post("/api/v1/outcomes/searches", content=refused, headers={"content-type": "application/json"})
        assert answer.status_code == 400
    found = (await admin.get("/api/v1/admin/outcomes")).json()["search"]
    assert (found["searches"], found["opened"][1], found["nothing"]) == (2, 1, 1)
    assert (await member.get("/api/v1/admin/outcomes")).status_code == 403
