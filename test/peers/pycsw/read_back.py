"""Reads records by OWSLib: in CSW 2.0.2 and, where it can, from OGC API Records. One JSON object a line."""

import json
import sys

from owslib.catalogue.csw2 import CatalogueServiceWeb
from owslib.ogcapi.records import Records

origin = sys.argv[1]
ids = set(json.load(sys.stdin))
GMD = "http://www.isotc211.org/2005/gmd"


def say(way, identifier, title, abstract, keywords, links):
    print(
        json.dumps(
            {
                "way": way,
                "id": identifier,
                "title": title,
                "abstract": abstract,
                "keywords": sorted(keywords),
                "links": sorted(links),
            }
        )
    )


service = CatalogueServiceWeb(origin + "/csw", timeout=60)
start = 1
while start > 0:
    service.getrecords2(
        esn="full", outputschema=GMD, typenames="gmd:MD_Metadata", maxrecords=100, startposition=start
    )
    for identifier, record in service.records.items():
        if identifier not in ids:
            continue
        identification = record.identification[0]
        words = [word.name for group in identification.keywords for word in group.keywords]
        online = record.distribution.online if record.distribution else []
        say(
            "csw",
            identifier,
            identification.title,
            identification.abstract,
            [word for word in words if word],
            [one.url for one in online],
        )
    start = service.results["nextrecord"]

records = Records(origin)
offset = 0
while True:
    page = records.collection_items("metadata:main", limit=100, offset=offset)
    for record in page["features"]:
        if record["id"] not in ids:
            continue
        properties = record["properties"]
        say(
            "records",
            record["id"],
            properties["title"],
            properties.get("description"),
            properties.get("keywords") or [],
            [link["href"] for link in record["links"] if link.get("rel") not in ("self", "collection")],
        )
    offset += 100
    if offset >= page["numberMatched"]:
        break
