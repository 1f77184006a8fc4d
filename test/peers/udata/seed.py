"""Fills an empty udata: licences, an administrator, and the API key that is written to the file named."""

import sys
from datetime import datetime, timezone

from flask_security.utils import hash_password

from udata.app import create_app, standalone
from udata.core.api_token.models import ApiToken
from udata.core.user.models import datastore
from udata.db import migrations
from udata.models import License

# As the French national portal has them, with a few that it lacks left out.
LICENSES = {
    "notspecified": ("License Not Specified", None),
    "lov2": ("Licence Ouverte / Open Licence version 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence"),
    "fr-lo": ("Licence Ouverte / Open Licence", "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf"),
    "odc-odbl": ("Open Data Commons Open Database License (ODbL)", "http://opendatacommons.org/licenses/odbl/summary/"),
    "cc-by": ("Creative Commons Attribution", "http://www.opendefinition.org/licenses/cc-by"),
    "cc-by-sa": ("Creative Commons Attribution Share-Alike", "http://www.opendefinition.org/licenses/cc-by-sa"),
    "cc-zero": ("Creative Commons CCZero", "http://www.opendefinition.org/licenses/cc-zero"),
}


def fill():
    # A new database has nothing to migrate, and the stand-in could not do it.
    for migration in migrations.list_available():
        if not migration.record.ok:
            migration.execute(recordonly=True)
    for name, (title, url) in LICENSES.items():
        License(id=name, title=title, url=url).save()
    user = datastore.create_user(
        email="essais@example.org",
        first_name="Essais",
        last_name="Navette",
        password=hash_password("nobody logs in here"),
        active=True,
        confirmed_at=datetime.now(timezone.utc),
        roles=[datastore.find_or_create_role("admin")],
    )
    _, key = ApiToken.generate(user, name="essais")
    return key


app = standalone(create_app())
with app.app_context():
    key = fill()
with open(sys.argv[1], "w", encoding="ascii") as file:
    file.write(key)
