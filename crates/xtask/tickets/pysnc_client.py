"""Does with ServiceNow's own client, PySNC, what the adapter does, and prints what it saw.

    PYSNC'S-PYTHON pysnc_client.py URL

The client takes https alone, so what it sends to an instance is turned to URL on the way out.
"""

import json
import sys

import requests
from pysnc import ServiceNowClient
from requests.adapters import HTTPAdapter

INSTANCE = "https://acme.service-now.com"
FIELDS = ["sys_id", "number", "state", "correlation_id", "description"]


class Here(HTTPAdapter):
    def __init__(self, url):
        super().__init__()
        self.url = url

    def send(self, request, **options):
        request.url = request.url.replace(INSTANCE, self.url)
        return super().send(request, **options)


def main():
    session = requests.Session()
    session.trust_env = False
    session.mount(INSTANCE, Here(sys.argv[1]))
    client = ServiceNowClient(INSTANCE, auth=session, auto_retry=False)

    tickets = client.GlideRecord("incident", batch_size=2)
    tickets.fields = FIELDS
    tickets.add_query("correlation_id", "STARTSWITH", "bartizan:")
    tickets.order_by("sys_created_on")
    tickets.query()
    seen = [{field: ticket.get_value(field) for field in FIELDS} for ticket in tickets]

    first = client.GlideRecord("incident")
    found = first.get("correlation_id", seen[0]["correlation_id"])
    first.set_value("work_notes", "seen by hand")
    first.set_value("state", "6")
    first.set_value("close_code", "Solution provided")
    first.set_value("close_notes", "done by hand")
    closed = str(first.update())

    other = client.GlideRecord("incident")
    other.initialize()
    for field in ("short_description", "description", "correlation_id", "correlation_display", "impact", "urgency"):
        other.set_value(field, "1" if field in ("impact", "urgency") else "bartizan:other")
    made = str(other.insert())

    json.dump({"seen": seen, "found": found, "closed": closed, "made": made}, sys.stdout)


if __name__ == "__main__":
    main()
