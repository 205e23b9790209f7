"""``county``: a project on a server made, and logins let in and shut out, from the command line."""

from argparse import Namespace

from mapper.store.county import grant, init_county, logins, revoke
from mapper.store.places import address_of, without_password
from mapper.store.store import read_project
from ui.cli.output import print_json
from ui.language.messages import Messages


def county(asked: Namespace, say: Messages) -> int:
    """Done, or refused with the reason. A password that was made is shown once and kept nowhere."""
    if asked.action == "init":
        init_county(asked.project, asked.source)
        project = read_project(asked.project)
        path = without_password(address_of(asked.project))
        print(say("cli.county.made", path=path, units=len(project.communities), stations=len(project.stations)))
    elif asked.action == "grant":
        password = grant(asked.project, asked.login, asked.station)
        kind = "county" if asked.station is None else "station"
        print(say(f"cli.county.granted.{kind}", login=asked.login, station=asked.station or ""))
        if password is not None:
            print(say("cli.county.password", password=password))
    elif asked.action == "export":
        from ui.cli.batch_command import add_province  # which is there with the extra [batch]

        add_province(asked.project, asked.folder, asked.province)
        print(say("cli.batch.added", province=asked.province, path=asked.folder))
    elif asked.action == "revoke":
        revoke(asked.project, asked.login)
        print(say("cli.county.revoked", login=asked.login))
    else:
        found = logins(asked.project)
        if asked.json:
            print_json({"logins": [{"login": login, "station": station} for login, station in found]})
            return 0
        for login, station in found:
            print(f"{login}\t{station or say('cli.county.of_county')}")
        if not found:
            print(say("cli.county.none"))
    return 0
