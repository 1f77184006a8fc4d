"""Has udata harvest one organisation of a CKAN, as an owner does who asks for it now, and waits for the end.

usage: harvest.py URL ORGANISATION SECONDS

Its worker has to be running. One line of JSON: seconds from the request to the end that the job records, null if there
was none within SECONDS, and what is in the catalogue then.
"""

import json
import sys
import time
from collections import Counter
from datetime import datetime, timezone

from udata.app import create_app, standalone
from udata.core.dataset.models import Dataset
from udata.core.organization.models import Organization
from udata.harvest.actions import launch
from udata.harvest.models import VALIDATION_ACCEPTED, HarvestJob, HarvestSource, HarvestSourceValidation

RUNNING = {"pending", "initialized", "initializing", "processing"}


def source_of(url, organisation):
    known = HarvestSource.objects(name=organisation).first()
    if known is not None:
        return known
    return HarvestSource.objects.create(
        name=organisation,
        url=url,
        backend="ckan",
        organization=Organization.objects.create(name=organisation, description=organisation),
        config={"filters": [{"key": "organization", "value": organisation}]},
        validation=HarvestSourceValidation(state=VALIDATION_ACCEPTED),
    )


def harvest(url, organisation, limit):
    source = source_of(url, organisation)
    earlier = set(HarvestJob.objects(source=source).scalar("id"))
    asked = time.time()
    launch(source)
    job = None
    while time.time() - asked < limit:
        time.sleep(0.5)
        jobs = HarvestJob.objects(source=source, id__nin=earlier)
        job = jobs.only("status", "ended").first()
        if job is not None and job.status not in RUNNING and job.ended is not None:
            break
    waited = time.time() - asked
    ended = None if job is None or job.ended is None else moment(job.ended)
    held = Dataset.objects(harvest__source_id=str(source.id), deleted=None, archived=None)
    return {
        "s": None if ended is None else ended - asked,
        "waited": waited,
        "datasets": held.count(),
        "resources": sum(len(one.resources) for one in held),
        "said": {} if job is None else {"status": job.status, **said(job.id)},
    }


def moment(at):
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()


def said(job):
    return Counter(item.status for item in HarvestJob.objects.get(id=job).items)


app = standalone(create_app())
with app.app_context():
    print(json.dumps(harvest(sys.argv[1], sys.argv[2], float(sys.argv[3])), default=str))
