"""Has ckanext-harvest harvest one organisation of a CKAN, as an owner does who asks for it now, and waits for the end.

usage: harvest.py URL ORGANISATION SECONDS

The consumers have to be running. One line of JSON: seconds from the request to the end that the job records, null if
there was none within SECONDS, and what is in the catalogue then.
"""

import json
import os
import sys
import time
from datetime import datetime, timezone

from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from ckan.plugins.toolkit import get_action
from sqlalchemy import text

HELD = text(
    """
    select count(distinct package.id), count(resource.id) from package
    join harvest_object on harvest_object.package_id = package.id and harvest_object.current
    left join resource on resource.package_id = package.id and resource.state = 'active'
    where package.state = 'active' and harvest_object.harvest_source_id = :source
    """
)

# A job has nothing left to do: looked up here, since to ask harvest_jobs_run early makes it queue again what the gather
# stage is just queueing, and every dataset would be imported twice.
LEFT = text(
    """
    select job.gather_finished is null or exists (
      select from harvest_object
      where harvest_object.harvest_job_id = job.id and harvest_object.state not in ('COMPLETE', 'ERROR')
    )
    from harvest_job as job where job.id = :job
    """
)


def act(action, /, **values):
    user = get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context = {"model": model, "session": model.Session, "user": user, "ignore_auth": True}
    return get_action(action)(context, values)


def source_of(url, organisation):
    known = [one["id"] for one in act("harvest_source_list") if one["title"] == organisation]
    if known:
        return known[0]
    act("organization_create", name=organisation)
    config = json.dumps({"organizations_filter_include": [organisation]})
    source = act(
        "harvest_source_create",
        name="source-" + organisation,
        title=organisation,
        url=url,
        source_type="ckan",
        owner_org=organisation,
        frequency="MANUAL",
        config=config,
    )
    return source["id"]


def harvest(url, organisation, limit):
    source = source_of(url, organisation)
    asked = time.time()
    job = act("harvest_job_create", source_id=source, run=True)["id"]
    while True:
        time.sleep(0.5)
        left = model.Session.execute(LEFT, {"job": job}).scalar_one()
        model.Session.remove()
        if not left or time.time() - asked > limit:
            break
    waited = time.time() - asked
    if not left:
        # What its documentation has cron do: nothing else notes that a job has ended, and when.
        act("harvest_jobs_run", source_id=source)
    shown = act("harvest_job_show", id=job)
    datasets, resources = model.Session.execute(HELD, {"source": source}).one()
    return {
        "s": None if left else moment(shown["finished"]) - asked,
        "waited": waited,
        "datasets": datasets,
        "resources": resources,
        "said": shown["stats"],
    }


def moment(finished):
    return datetime.fromisoformat(finished).replace(tzinfo=timezone.utc).timestamp()


app = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())._wsgi_app
with app.test_request_context():
    print(json.dumps(harvest(sys.argv[1], sys.argv[2], float(sys.argv[3])), default=str))
